namespace Plum.Repository.Tests.Infra;

/// <summary>
/// What hangs together in infra-bicep and would deploy well if it did not: who opens what, who is told, which way a packet goes.
/// Values are those of Azure's references of resource types and of Flex Consumption.
/// </summary>
internal static class WiringRules
{
    private static readonly (string File, string Resource, string Path, string Value)[] Wires =
    [
        ("alerts", "actionGroup", "properties.emailReceivers.0.emailAddress", "email"),
        ("alerts", "actionGroup", "properties.enabled", "true"),
        ("alerts", "alerts", "properties.actions.actionGroups", "[actionGroup.id]"),
        ("alerts", "alerts", "properties.autoMitigate", "true"),
        ("alerts", "alerts", "properties.criteria.allOf.0.metricMeasureColumn", "value"),
        ("alerts", "alerts", "properties.criteria.allOf.0.operator", "GreaterThan"),
        ("alerts", "alerts", "properties.criteria.allOf.0.query", "rule.query"),
        ("alerts", "alerts", "properties.criteria.allOf.0.threshold", "rule.threshold"),
        ("alerts", "alerts", "properties.enabled", "true"),
        ("alerts", "alerts", "properties.scopes", "[workspaceId]"),
        ("alerts", "notReady", "properties.actions", "[{ actionGroupId: actionGroup.id }]"),
        ("alerts", "notReady", "properties.enabled", "true"),
        ("alerts", "notReady", "properties.scopes", "[readiness.id, insightsId]"),
        ("app", "app", "identity.type", "UserAssigned"),
        ("app", "app", "identity.userAssignedIdentities", "{ '${identityId}': {} }"),
        ("app", "app", "kind", "functionapp,linux"),
        ("app", "app", "properties.functionAppConfig.deployment.storage.authentication.userAssignedIdentityResourceId",
            "identityId"),
        ("app", "app", "properties.functionAppConfig.deployment.storage.type", "blobContainer"),
        ("app", "app", "properties.functionAppConfig.deployment.storage.value", "packageContainerUrl"),
        ("app", "app", "properties.keyVaultReferenceIdentity", "identityId"),
        ("app", "app", "properties.serverFarmId", "plan.id"),
        ("app", "app", "properties.virtualNetworkSubnetId", "empty(subnetId) ? null : subnetId"),
        ("app", "appSettings", "name", "appsettings"),
        ("app", "plan", "properties.reserved", "true"),
        ("app", "plan", "sku.name", "FC1"),
        ("app", "plan", "sku.tier", "FlexConsumption"),
        ("budget", "budget", "properties.category", "Cost"),
        ("budget", "budget", "properties.timeGrain", "Monthly"),
        ("monitoring", "insights", "properties.WorkspaceResourceId", "workspace.id"),
        ("monitoring", "publisher", "scope", "insights"),
        ("network", "links", "properties.virtualNetwork.id", "network.id"),
        ("network", "network", "properties.subnets.0.properties.addressPrefix", "cidrSubnet(addresses, 26, 0)"),
        ("network", "network", "properties.subnets.0.properties.delegations.0.properties.serviceName",
            "Microsoft.App/environments"),
        ("network", "network", "properties.subnets.0.properties.natGateway.id", "gateway.id"),
        ("network", "network", "properties.subnets.1.properties.addressPrefix", "cidrSubnet(addresses, 26, 1)"),
        ("network", "privateEndpoints", "properties.privateLinkServiceConnections.0.properties.groupIds", "[service.name]"),
        ("network", "privateEndpoints", "properties.privateLinkServiceConnections.0.properties.privateLinkServiceId",
            "service.target"),
        ("network", "zoneGroups", "properties.privateDnsZoneConfigs.0.properties.privateDnsZoneId", "zones[i].id"),
        ("storage", "assignments", "scope", "account"),
        ("vault", "pin", "properties.value", "firstAdminPin"),
        ("vault", "reader", "scope", "vault"),
        ("vault", "signingKeys", "properties.value", "signingKeysKey"),
        ("vault", "signingKeysOther", "properties.value", "signingKeysOtherKey"),
    ];

    private static readonly (string File, string Name, string Path, string Value)[] Variables =
    [
        ("app", "platformSettings", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
            "ClientId=${identityClientId};Authorization=AAD"),
        ("app", "platformSettings", "APPLICATIONINSIGHTS_CONNECTION_STRING", "insightsConnection"),
        ("app", "platformSettings", "AzureWebJobsStorage__accountName", "storageName"),
        ("app", "platformSettings", "AzureWebJobsStorage__clientId", "identityClientId"),
        ("app", "platformSettings", "AzureWebJobsStorage__credential", "managedidentity"),
        ("app", "secretSettings", "Plum__FirstAdmin__Pin", "firstAdminPinReference"),
        ("app", "secretSettings", "Plum__SigningKeys__Key", "signingKeysReference"),
        ("app", "secretSettings", "Plum__SigningKeys__OtherKey", "signingKeysOtherReference"),
        ("vault", "referenceStart", "", "@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/"),
        ("network", "services", "0", "{ name: 'blob', target: storageId, zone: 'privatelink.blob.${storageSuffix}' }"),
        ("network", "services", "1", "{ name: 'queue', target: storageId, zone: 'privatelink.queue.${storageSuffix}' }"),
        ("network", "services", "2", "{ name: 'table', target: storageId, zone: 'privatelink.table.${storageSuffix}' }"),
        ("network", "services", "3", "{ name: 'vault', target: vaultId, zone: 'privatelink.vaultcore.azure.net' }"),
    ];

    private static readonly (string File, string Output, string Value)[] Outputs =
    [
        ("monitoring", "insightsConnection", "insights.properties.ConnectionString"),
        ("monitoring", "workspaceId", "workspace.id"),
        ("vault", "firstAdminPinReference", "${referenceStart}${secretNames.firstAdminPin})"),
        ("vault", "signingKeysOtherReference", "${referenceStart}${secretNames.signingKeysOther})"),
        ("vault", "signingKeysReference", "${referenceStart}${secretNames.signingKeys})"),
    ];

    public static IEnumerable<string> Wiring(BicepTree tree)
    {
        var resources = Wires.Select(it => (it.File, Name: it.Resource, it.Path, it.Value,
            Is: File(tree, it.File)?.Resources.SingleOrDefault(resource => resource.Name == it.Resource)?.Body.At(it.Path)));
        var variables = Variables.Select(it => (it.File, it.Name, it.Path, it.Value,
            Is: File(tree, it.File)?.Variables.SingleOrDefault(variable => variable.Name == it.Name)?.Value.At(it.Path)));
        var outputs = Outputs.Select(it => (it.File, Name: it.Output, Path: "", it.Value,
            Is: File(tree, it.File)?.Outputs.SingleOrDefault(output => output.Name == it.Output)?.Value));
        return from it in resources.Concat(variables).Concat(outputs)
               where it.Is?.Text != it.Value
               select $"{it.File}: {it.Name} {it.Path} must be {it.Value}, is {it.Is?.Text ?? "not there"}";
    }

    private static BicepFile? File(BicepTree tree, string name) =>
        tree.Files.SingleOrDefault(file => file.Path == $"{BicepTree.Folder}/modules/{name}.bicep");
}
