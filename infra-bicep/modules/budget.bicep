// What the resource group may cost in a month. A budget stops nothing; it writes.

param name string
param amount int
param start string
param actionGroupId string

var notification = {
  enabled: true
  operator: 'GreaterThanOrEqualTo'
  contactEmails: []
  contactGroups: [actionGroupId]
  contactRoles: ['Owner']
}

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: start }
    notifications: {
      forecast: union(notification, { threshold: 100, thresholdType: 'Forecasted' })
      most: union(notification, { threshold: 80, thresholdType: 'Actual' })
      all: union(notification, { threshold: 100, thresholdType: 'Actual' })
    }
  }
}
