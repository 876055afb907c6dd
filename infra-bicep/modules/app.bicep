// The function app on a Flex Consumption plan. What its settings are: functions/Plum.Functions/Shared/Settings/AppSettings.cs.

param planName string
param name string
param location string
param tags object
param identityId string
param identityClientId string
param storageName string
param packageContainerUrl string
param insightsConnection string
param workspaceId string

@description('The subnet it calls out from, or empty.')
param subnetId string

param maximumInstanceCount int
param instanceMemoryMB int
param alwaysReady { name: string, instanceCount: int }[]

@description('Settings whose value is not the one below.')
param settings object

param signingKeysReference string

// Empty where there is none; the app takes an empty setting as one that is not there.
param signingKeysOtherReference string
param firstAdminLogin string
param firstAdminPinReference string

@description('Settings of the gateways, by their names; a reference to the secret of each, in the order of the names.')
param gateways { *: { Kind: string, *: string } }
param gatewayReferences string[]
param defaultGateway string
param publicAddress string

// The Functions host and the app open the same storage account by the same identity.
var platformSettings = {
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsDisableHomepage: 'true' // the app answers at /
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '1073741824' // as much as the app itself takes; lists are that long
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

var secretSettings = {
  Plum__SigningKeys__Key: signingKeysReference
  Plum__SigningKeys__OtherKey: signingKeysOtherReference
  Plum__FirstAdmin__Login: empty(firstAdminPinReference) ? '' : firstAdminLogin
  Plum__FirstAdmin__Pin: firstAdminPinReference
}

var gatewaySettings = reduce(
  map(
    items(gateways),
    gateway =>
      toObject(
        items(gateway.value),
        setting => 'Plum__Gateways__${gateway.key}__${setting.key}',
        setting => setting.value
      )
  ),
  {},
  (all, one) => union(all, one)
)

var gatewaySecretSettings = toObject(
  range(0, length(gatewayReferences)),
  i => 'Plum__Gateways__${objectKeys(gateways)[i]}__Secret',
  i => gatewayReferences[i]
)

// The app's own defaults, named here so that the portal shows what can be set.
var plainSettings = {
  Plum__Dialing__CallsPerSecond: '1000'
  Plum__Dialing__Gateway: defaultGateway
  Plum__Callbacks__Address: publicAddress
  Plum__Outbound__AllowPrivateNetworks: 'false'
  Plum__Outbound__CheckUrls: 'true'
  Plum__Outbound__Timeout: '00:00:10'
  Plum__Outbound__MaxResponseBytes: '1048576'
  Plum__Outbound__MaxRedirects: '5'
  Plum__Gateway__Seed: '1'
  Plum__Gateway__FetchStartUrl: 'true'
  Plum__Gateway__StartUrlMethod: 'post'
  Plum__Gateway__LongestCallSeconds: '120'
  Plum__Gateway__TransferRate: '0.1'
  Plum__Gateway__TakesIdempotencyKey: 'true'
  Plum__Gateway__TellsLater: 'false'
  Plum__Gateway__RefusalRate: '0'
  Plum__Gateway__LostAnswerRate: '0'
  Plum__Gateway__LostCallbackRate: '0'
  Plum__Gateway__DoubledCallbackRate: '0'
  Plum__Gateway__LateCallbackRate: '0'
  Plum__Gateway__CallsAtOnce: '0'
  Plum__Gateway__CallsPerSecond: '0'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
        alwaysReady: alwaysReady
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
    }
  }

  // Who deploys signs in; there is no user name and password for it.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(platformSettings, secretSettings, plainSettings, gatewaySettings, gatewaySecretSettings, settings)
  }
}

// The host's own log, for the case that no telemetry gets out. Metrics of a Flex Consumption plan are those of its app.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: 'host'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output hostName string = app.properties.defaultHostName
