// The app's secrets. One is written only when it is given, so that a later deployment without it leaves the stored one alone.

param name string
param location string
param tags object
param softDeleteDays int
param recover bool
param isPrivate bool
param workspaceId string

@description('The app\'s identity, which may read secrets and nothing else.')
param principalId string

@secure()
param signingKeysKey string

@secure()
param signingKeysOtherKey string

@secure()
param firstAdminPin string

@description('Names of the gateways, each of which has a secret.')
param gateways string[]

@secure()
param gatewaySecrets object

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var secretNames = {
  signingKeys: 'signing-keys'
  signingKeysOther: 'signing-keys-other'
  firstAdminPin: 'first-admin-pin'
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteDays
    enablePurgeProtection: true // who loses this key loses every sealed signing key
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPrivate ? 'Deny' : 'Allow'
    }
  }
}

resource signingKeys 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(signingKeysKey)) {
  parent: vault
  name: secretNames.signingKeys
  tags: tags
  properties: { value: signingKeysKey, contentType: '32 bytes, base64' }
}

resource signingKeysOther 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(signingKeysOtherKey)) {
  parent: vault
  name: secretNames.signingKeysOther
  tags: tags
  properties: { value: signingKeysOtherKey, contentType: '32 bytes, base64' }
}

resource pin 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = if (!empty(firstAdminPin)) {
  parent: vault
  name: secretNames.firstAdminPin
  tags: tags
  properties: { value: firstAdminPin, contentType: 'PIN' }
}

resource gatewaySecret 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = [
  for gateway in gateways: if (contains(gatewaySecrets, gateway)) {
    parent: vault
    name: 'gateway-${gateway}'
    tags: tags
    properties: { value: gatewaySecrets[gateway], contentType: 'secret of a gateway' }
  }
]

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principalId, secretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// Without a version, a reference follows its secret: at once when the app's settings change, otherwise within a day.
var referenceStart = '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/'

output id string = vault.id
output signingKeysReference string = '${referenceStart}${secretNames.signingKeys})'
output signingKeysOtherReference string = '${referenceStart}${secretNames.signingKeysOther})'
output gatewayReferences string[] = [for gateway in gateways: '${referenceStart}gateway-${gateway})']
output firstAdminPinReference string = '${referenceStart}${secretNames.firstAdminPin})'
