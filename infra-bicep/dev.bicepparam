using 'main.bicep'

param environmentName = 'dev'

// Given by the first deployment and left out by later ones; see docs/deploy.md.
param signingKeysKey = readEnvironmentVariable('PLUM_SIGNING_KEYS_KEY', '')
param signingKeysOtherKey = readEnvironmentVariable('PLUM_SIGNING_KEYS_OTHER_KEY', '')
param firstAdminPin = readEnvironmentVariable('PLUM_FIRST_ADMIN_PIN', '')
param gatewaySecrets = json(readEnvironmentVariable('PLUM_GATEWAY_SECRETS', '{}'))
param budgetStart = readEnvironmentVariable('PLUM_BUDGET_START', '')
param recoverVault = bool(readEnvironmentVariable('PLUM_RECOVER_VAULT', 'false'))

// Given by every deployment, with commas between several: without it nobody would be told any more.
param alertEmails = split(readEnvironmentVariable('PLUM_ALERT_EMAILS'), ',')

// Who places calls, and the address under which they find the app; without any, calls are simulated: docs/gateways.md.
param gateways = {} // { main: { Kind: 'twilio', Account: 'AC…', CallerId: '+16175550100' } }
param defaultGateway = ''
param publicAddress = '' // https://calls.example.com

param monthlyBudget = 50
param maximumInstanceCount = 40
param settings = {
  Plum__Dialing__CallsPerSecond: '50'
}
