using 'main.bicep'

param environmentName = 'dev'

// Given by the first deployment and left out by later ones; see docs/deploy.md.
param signingKeysKey = readEnvironmentVariable('PLUM_SIGNING_KEYS_KEY', '')
param signingKeysOtherKey = readEnvironmentVariable('PLUM_SIGNING_KEYS_OTHER_KEY', '')
param firstAdminPin = readEnvironmentVariable('PLUM_FIRST_ADMIN_PIN', '')
param budgetStart = readEnvironmentVariable('PLUM_BUDGET_START', '')
param recoverVault = bool(readEnvironmentVariable('PLUM_RECOVER_VAULT', 'false'))

// Given by every deployment, with commas between several: without it nobody would be told any more.
param alertEmails = split(readEnvironmentVariable('PLUM_ALERT_EMAILS'), ',')

param monthlyBudget = 50
param maximumInstanceCount = 40
param settings = {
  Plum__Dialing__CallsPerSecond: '50'
}
