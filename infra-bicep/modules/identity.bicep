// Who the app is. An identity of its own kind rather than the app's system-assigned one: it has its roles before the app exists,
// so that the app's first start finds storage and secrets open to it, and keeps them when the app is made anew.

param name string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
