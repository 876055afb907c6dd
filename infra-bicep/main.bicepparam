using 'main.bicep'

// The smallest that works, for a first look.
param environmentName = 'try'
param signingKeysKey = readEnvironmentVariable('PLUM_SIGNING_KEYS_KEY', '')
param firstAdminPin = readEnvironmentVariable('PLUM_FIRST_ADMIN_PIN', '')
