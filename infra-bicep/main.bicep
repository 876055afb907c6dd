// PlumFunctions on Azure, a resource group for each environment: the app on a Flex Consumption plan, its storage, its secrets,
// and what watches it. The app opens everything by its identity; no setting holds a key.

@description('Short name of the environment, part of every resource name: lower-case letters and digits.')
@minLength(2)
@maxLength(5)
param environmentName string

@description('Where everything is; the region must offer Flex Consumption (az functionapp list-flexconsumption-locations).')
param location string = resourceGroup().location

@description('Tags for every resource, added to application and environment.')
param tags object = {}

// Given by the first deployment and left out by later ones: what the vault and the budget hold stays then.

@description('The key that seals accounts\' signing keys at rest: 32 random bytes in base64.')
@secure()
param signingKeysKey string = ''

@description('While that key changes, the one to come or the one before; in force for as long as it is given.')
@secure()
param signingKeysOtherKey string = ''

@description('PIN of the first admin, 4 to 16 characters. Makes the admin when the app starts, if there has never been one.')
@secure()
param firstAdminPin string = ''

@description('Login of the first admin.')
param firstAdminLogin string = 'admin'

@description('Secrets of gateways, by their names: { main: \'…\' }.')
@secure()
param gatewaySecrets object = {}

@description('First day of the month the budget begins in, such as 2027-01-01: this month or a later one. It cannot be changed.')
param budgetStart string = ''

@description('Monthly budget of the resource group in the currency of the subscription; its contacts hear of 80 and 100 percent.')
@minValue(1)
param monthlyBudget int = 100

@description('Whom alerts and the budget write to.')
param alertEmails string[] = []

@description('Who places calls: { main: { Kind: \'twilio\', Account: \'AC…\' } }; docs/gateways.md has the settings.')
param gateways { *: { Kind: string, *: string } } = {}

@description('Which of them places calls unless campaign or account say otherwise; if there is one, that by itself.')
param defaultGateway string = ''

@description('Where gateways find the app, such as https://calls.example.com; without it they are asked instead.')
param publicAddress string = ''

@description('Settings of the app that differ from modules/app.bicep, such as { Plum__Dialing__CallsPerSecond: \'50\' }.')
param settings object = {}

@description('The most instances the app runs on at a time, for each group of its functions.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

// Without any, the first call after an idle time waits for a cold start.
@description('Instances that never sleep, by what runs on them: http, durable, or function: and the name of one.')
param alwaysReady { name: string, instanceCount: int }[] = []

@description('Redundancy of the storage account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days for which deleted blobs, containers and secrets can be brought back. A vault keeps its first number.')
@minValue(7)
@maxValue(90)
param softDeleteDays int = 7

@description('Brings back the vault that a removed resource group left behind, instead of making one.')
param recoverVault bool = false

@description('Days for which logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('GB of logs a day, after which no more are taken; -1 for no limit.')
param logGigabytesPerDay int = 1

@description('Logs every request to the storage account; a busy campaign makes some hundred a second.')
param logStorageRequests bool = false

@description('Asks /health/ready every five minutes from five places and raises an alert when two of them get no answer.')
param watchAvailability bool = false

@description('Percentage of calls that do not complete, within a quarter of an hour, above which an alert is raised.')
@minValue(1)
@maxValue(100)
param dialFailurePercent int = 60

@description('Keeps storage and vault off the internet, behind private endpoints; the app calls out from one address of its own.')
param privateNetworking bool = false

@description('Addresses of the private network, a /24 or larger.')
param networkAddresses string = '10.20.0.0/24'

var application = 'plum'
var stem = '${application}-${environmentName}'
var unique = uniqueString(resourceGroup().id, environmentName)
var shortUnique = take(unique, 8) // a vault's name has 24 characters at the most
var names = {
  identity: 'id-${stem}'
  workspace: 'log-${stem}'
  insights: 'appi-${stem}'
  storage: 'st${application}${environmentName}${unique}'
  vault: 'kv-${stem}-${shortUnique}'
  network: 'vnet-${stem}'
  plan: 'plan-${stem}'
  app: 'func-${stem}-${shortUnique}'
  actionGroup: 'ag-${stem}'
  alert: 'alert-${stem}'
  budget: 'budget-${stem}'
}
var allTags = union(tags, { application: application, environment: environmentName })

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: names.identity
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    workspaceName: names.workspace
    insightsName: names.insights
    location: location
    tags: allTags
    retentionDays: logDays
    gigabytesPerDay: logGigabytesPerDay
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: names.storage
    location: location
    tags: allTags
    sku: storageSku
    softDeleteDays: softDeleteDays
    isPrivate: privateNetworking
    logRequests: logStorageRequests
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: names.vault
    location: location
    tags: allTags
    softDeleteDays: softDeleteDays
    recover: recoverVault
    isPrivate: privateNetworking
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.outputs.principalId
    signingKeysKey: signingKeysKey
    signingKeysOtherKey: signingKeysOtherKey
    firstAdminPin: firstAdminPin
    gateways: objectKeys(gateways)
    gatewaySecrets: gatewaySecrets
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  name: 'network'
  params: {
    name: names.network
    location: location
    tags: allTags
    addresses: networkAddresses
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
    workspaceId: monitoring.outputs.workspaceId
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    planName: names.plan
    name: names.app
    location: location
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: names.storage
    packageContainerUrl: storage.outputs.packageContainerUrl
    insightsConnection: monitoring.outputs.insightsConnection
    workspaceId: monitoring.outputs.workspaceId
    subnetId: network.?outputs.appSubnetId ?? ''
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReady: alwaysReady
    settings: settings
    signingKeysReference: vault.outputs.signingKeysReference
    signingKeysOtherReference: empty(signingKeysOtherKey) ? '' : vault.outputs.signingKeysOtherReference
    firstAdminLogin: firstAdminLogin
    firstAdminPinReference: empty(firstAdminPin) ? '' : vault.outputs.firstAdminPinReference
    gateways: gateways
    gatewayReferences: vault.outputs.gatewayReferences
    defaultGateway: defaultGateway
    publicAddress: publicAddress
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    namePrefix: names.alert
    actionGroupName: names.actionGroup
    location: location
    tags: allTags
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    insightsId: monitoring.outputs.insightsId
    dialFailurePercent: dialFailurePercent
    readinessUrl: watchAvailability ? 'https://${app.outputs.hostName}/health/ready' : ''
  }
}

module budget 'modules/budget.bicep' = if (!empty(budgetStart)) {
  name: 'budget'
  params: {
    name: names.budget
    amount: monthlyBudget
    start: budgetStart
    actionGroupId: alerts.outputs.actionGroupId
  }
}

output resourceGroupName string = resourceGroup().name
output functionAppName string = names.app
output hostName string = app.outputs.hostName
output storageAccountName string = names.storage
output keyVaultName string = names.vault
output workspaceCustomerId string = monitoring.outputs.workspaceCustomerId
output insightsName string = names.insights
output outboundAddress string = network.?outputs.outboundAddress ?? ''
