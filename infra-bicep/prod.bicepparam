using 'main.bicep'

param environmentName = 'prod'

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

param monthlyBudget = 500

// Three copies in three data centers; 90 days to notice that something was deleted.
param storageSku = 'Standard_ZRS'
param softDeleteDays = 90
param logDays = 90
param logGigabytesPerDay = 10
param watchAvailability = true
param privateNetworking = true

// A paced call starts within 50 ms of its instant only where nobody has to wake up for it.
param alwaysReady = [
  { name: 'http', instanceCount: 1 }
  { name: 'durable', instanceCount: 1 }
  { name: 'function:DialCalls', instanceCount: 1 }
]
