// A network of the app's own, when asked for: it reaches storage and vault by private endpoints, and the internet from one fixed
// address, which customers can let in where result_url is guarded.

param name string
param location string
param tags object
param addresses string
param storageId string
param vaultId string
param workspaceId string

var appSubnet = 'app'
var endpointSubnet = 'endpoints'
var storageSuffix = environment().suffixes.storage

var services = [
  { name: 'blob', target: storageId, zone: 'privatelink.blob.${storageSuffix}' }
  { name: 'queue', target: storageId, zone: 'privatelink.queue.${storageSuffix}' }
  { name: 'table', target: storageId, zone: 'privatelink.table.${storageSuffix}' }
  { name: 'vault', target: vaultId, zone: 'privatelink.vaultcore.azure.net' }
]

resource address 'Microsoft.Network/publicIPAddresses@2025-01-01' = {
  name: '${name}-out'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIPAllocationMethod: 'Static' }
}

// A subnet has no way to the internet of its own, and start_url and result_url are there.
resource gateway 'Microsoft.Network/natGateways@2025-01-01' = {
  name: '${name}-nat'
  location: location
  tags: tags
  sku: { name: 'Standard' }
  properties: { publicIpAddresses: [{ id: address.id }] }
}

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addresses] }
    subnets: [
      {
        name: appSubnet
        properties: {
          addressPrefix: cidrSubnet(addresses, 26, 0)
          natGateway: { id: gateway.id }
          defaultOutboundAccess: false
          // What Flex Consumption asks for; the provider Microsoft.App must be registered in the subscription.
          delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: endpointSubnet
        properties: {
          addressPrefix: cidrSubnet(addresses, 26, 1)
          defaultOutboundAccess: false
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: '${name}-${service.name}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

@batchSize(1) // a storage account takes one at a time
resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-01-01' = [
  for service in services: {
    name: '${name}-${service.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: '${network.id}/subnets/${endpointSubnet}' }
      privateLinkServiceConnections: [
        {
          name: service.name
          properties: { privateLinkServiceId: service.target, groupIds: [service.name] }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-01-01' = [
  for (service, i) in services: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service.name, properties: { privateDnsZoneId: zones[i].id } }]
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: network
  name: 'metrics'
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource addressDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: address
  name: 'metrics'
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output appSubnetId string = '${network.id}/subnets/${appSubnet}'
output outboundAddress string = address.properties.ipAddress
