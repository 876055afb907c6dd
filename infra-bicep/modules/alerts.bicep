// What somebody is told about. The app's own measures are named in functions/Plum.Functions/Shared/Telemetry.

param namePrefix string
param actionGroupName string
param location string
param tags object
param emails string[]
param workspaceId string
param insightsId string
param dialFailurePercent int

@description('What is asked to see that the app answers, or empty.')
param readinessUrl string

// Each query answers rows with one figure, value, and is asked every five minutes about the last fifteen. An alert is raised for
// a figure above the threshold and goes away by itself.
var rules = [
  {
    name: 'dial-failures'
    title: 'Calls do not complete'
    description: 'More calls fail than is usual. The note of each says why: GET /api/campaigns/{id}/calls.'
    severity: 2
    threshold: dialFailurePercent
    dimension: ''
    query: '''
      AppMetrics
      | where Name == "plum.calls"
      | extend outcome = tostring(Properties.outcome)
      | where outcome in ("completed", "failed", "unknown")
      | summarize ended = sum(Sum), lost = sumif(Sum, outcome != "completed")
      | where ended >= 50
      | project value = 100 * lost / ended
    '''
  }
  {
    name: 'poisoned-messages'
    title: 'Messages are given up'
    description: 'A message failed at every delivery; the log says why. No call is lost: what was given out comes back.'
    severity: 2
    threshold: 0
    dimension: 'queue'
    query: '''
      AppMetrics
      | where Name == "plum.poisoned"
      | summarize value = sum(Sum) by queue = tostring(Properties.queue)
    '''
  }
  {
    name: 'broken-gateway'
    title: 'A gateway takes no calls'
    description: 'Its campaigns wait and lose nothing; GET /api/campaigns/{id} says why. Credentials that are wrong show here, too.'
    severity: 1
    threshold: 0
    dimension: 'gateway'
    query: '''
      AppMetrics
      | where Name == "plum.gateways.broken"
      | summarize value = sum(Sum) by gateway = tostring(Properties.gateway)
    '''
  }
  {
    name: 'reconcile-findings'
    title: 'Reconcile mended something'
    description: 'What ought to have happened by itself had to be put right. Once is a restart; again and again is a fault.'
    severity: 3
    threshold: 0
    dimension: 'kind'
    query: '''
      AppMetrics
      | where Name == "plum.reconcile.findings"
      | summarize value = sum(Sum) by kind = tostring(Properties.kind)
    '''
  }
  {
    name: 'no-dialing'
    title: 'A campaign ought to dial and does not'
    description: 'A campaign should have placed a call five minutes ago. GET /api/campaigns/{id} says what it waits for.'
    severity: 1
    threshold: 0
    dimension: ''
    query: '''
      AppMetrics
      | where Name == "plum.campaigns.stalled"
      | summarize value = max(Sum)
    '''
  }
  {
    name: 'server-errors'
    title: 'Requests fail'
    description: 'Requests were answered with 500 or above. The log of the operation says why.'
    severity: 2
    threshold: 5
    dimension: ''
    query: '''
      AppRequests
      | where toint(ResultCode) >= 500
      | summarize value = sum(ItemCount)
    '''
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: take(replace(actionGroupName, '-', ''), 12)
    enabled: true
    emailReceivers: [for (email, i) in emails: { name: 'email-${i}', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${namePrefix}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.title
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      skipQueryValidation: true // a new workspace knows no measure yet
      criteria: {
        allOf: [
          {
            query: rule.query
            metricMeasureColumn: 'value'
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: rule.threshold
            dimensions: empty(rule.dimension) ? [] : [{ name: rule.dimension, operator: 'Include', values: ['*'] }]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

resource readiness 'Microsoft.Insights/webtests@2022-06-15' = if (!empty(readinessUrl)) {
  name: '${namePrefix}-ready'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' }) // how Application Insights finds its tests
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${namePrefix}-ready'
    Name: 'Ready'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [
      { Id: 'us-va-ash-azr' }
      { Id: 'us-il-ch1-azr' }
      { Id: 'us-ca-sjc-azr' }
      { Id: 'us-tx-sn1-azr' }
      { Id: 'emea-nl-ams-azr' }
    ]
    Request: { RequestUrl: readinessUrl, HttpVerb: 'GET' }
    ValidationRules: { ExpectedHttpStatusCode: 200, SSLCheck: true, SSLCertRemainingLifetimeCheck: 7 }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(readinessUrl)) {
  name: '${namePrefix}-not-ready'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app does not answer, or cannot reach its storage. /health/ready names what is wrong.'
    severity: 1
    enabled: true
    scopes: [readiness.id, insightsId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: readiness.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}

output actionGroupId string = actionGroup.id
