using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>How resources are tagged, closed, wired and watched: what would deploy well if it were otherwise.</summary>
internal static partial class ResourceRules
{
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Site = "Microsoft.Web/sites";
    private const string Network = "Microsoft.Network/virtualNetworks";
    private const string Endpoint = "Microsoft.Network/privateEndpoints";
    private const string Connection = "properties.privateLinkServiceConnections.0.properties";
    private const string ZoneId = "properties.privateDnsZoneConfigs.0.properties.privateDnsZoneId";
    private const string Workspace = "Microsoft.OperationalInsights/workspaces";
    private const string Diagnostic = "Microsoft.Insights/diagnosticSettings";
    private const string Query = "Microsoft.Insights/scheduledQueryRules";
    private const string Package = "properties.functionAppConfig.deployment.storage";
    private const string Identity = "{Microsoft.ManagedIdentity/userAssignedIdentities}";
    private const string ActionGroup = "{Microsoft.Insights/actionGroups}";

    // The resource types of infra-bicep that Azure has no tags for, by its reference of resource types.
    private static readonly string[] Untagged =
    [
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Consumption/budgets",
        Diagnostic,
        $"{Endpoint}/privateDnsZoneGroups",
        $"{Storage}/blobServices",
        $"{Storage}/blobServices/containers",
        $"{Storage}/queueServices",
        $"{Storage}/tableServices",
        $"{Site}/basicPublishingCredentialsPolicies",
        $"{Site}/config",
    ];

    // Those with logs of their own to send to the workspace; a storage account's logs are its services'.
    private static readonly string[] Logged =
        [Vault, Workspace, $"{Storage}/blobServices", $"{Storage}/queueServices", $"{Storage}/tableServices", Site];

    private static readonly string[] Measured = [Storage, Network, "Microsoft.Network/publicIPAddresses"];

    // What Azure calls the logs and metrics that are sent; it refuses other names.
    private static readonly string[] Categories = ["AllMetrics", "Audit", "FunctionAppLogs", "Transaction", "audit"];

    // A type in braces stands for the id of the one resource of that type.
    private static readonly (string Type, string Path, string Value)[] Wanted =
    [
        ("Microsoft.Consumption/budgets", "properties.notifications.all.contactGroups.0", ActionGroup),
        ("Microsoft.Insights/actionGroups", "properties.enabled", "true"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.Insights/components", "properties.WorkspaceResourceId", $"{{{Workspace}}}"),
        ("Microsoft.Insights/metricAlerts", "properties.actions.0.actionGroupId", ActionGroup),
        ("Microsoft.Insights/metricAlerts", "properties.enabled", "true"),
        ("Microsoft.Insights/metricAlerts", "properties.scopes.0", "{Microsoft.Insights/webtests}"),
        ("Microsoft.Insights/metricAlerts", "properties.scopes.1", "{Microsoft.Insights/components}"),
        (Query, "properties.actions.actionGroups.0", ActionGroup),
        (Query, "properties.autoMitigate", "true"),
        (Query, "properties.criteria.allOf.0.metricMeasureColumn", "value"),
        (Query, "properties.criteria.allOf.0.operator", "GreaterThan"),
        (Query, "properties.enabled", "true"),
        (Query, "properties.scopes.0", $"{{{Workspace}}}"),
        (Vault, "properties.enablePurgeProtection", "true"),
        (Vault, "properties.enableRbacAuthorization", "true"),
        (Vault, "properties.enableSoftDelete", "true"),
        (Network, "properties.subnets.0.properties.delegations.0.properties.serviceName", "Microsoft.App/environments"),
        (Network, "properties.subnets.0.properties.natGateway.id", "{Microsoft.Network/natGateways}"),
        ("Microsoft.Network/natGateways", "properties.publicIpAddresses.0.id", "{Microsoft.Network/publicIPAddresses}"),
        ("Microsoft.Network/privateDnsZones/virtualNetworkLinks", "properties.virtualNetwork.id", $"{{{Network}}}"),
        (Endpoint, "properties.subnet.id", $"{{{Network}}}/subnets/endpoints"),
        (Storage, "properties.allowBlobPublicAccess", "false"),
        (Storage, "properties.allowSharedKeyAccess", "false"),
        (Storage, "properties.minimumTlsVersion", "TLS1_2"),
        (Storage, "properties.supportsHttpsTrafficOnly", "true"),
        ($"{Storage}/blobServices", "properties.containerDeleteRetentionPolicy.enabled", "true"),
        ($"{Storage}/blobServices", "properties.deleteRetentionPolicy.enabled", "true"),
        ($"{Storage}/blobServices/containers", "properties.publicAccess", "None"),
        ("Microsoft.Web/serverfarms", "sku.name", "FC1"),
        (Site, "kind", "functionapp,linux"),
        (Site, "identity.type", "UserAssigned"),
        (Site, "identity.userAssignedIdentities", $"{{\"{Identity}\":{{}}}}"),
        (Site, $"{Package}.authentication.type", "UserAssignedIdentity"),
        (Site, $"{Package}.authentication.userAssignedIdentityResourceId", Identity),
        (Site, $"{Package}.value",
            "[format('{0}{1}', reference('{Microsoft.Storage/storageAccounts}').primaryEndpoints.blob, "
                + "'app-package')]"),
        (Site, "properties.httpsOnly", "true"),
        (Site, "properties.keyVaultReferenceIdentity", Identity),
        (Site, "properties.serverFarmId", "{Microsoft.Web/serverfarms}"),
        (Site, "properties.siteConfig.minTlsVersion", "1.2"),
        ($"{Site}/basicPublishingCredentialsPolicies", "properties.allow", "false"),
        ($"{Site}/config", "properties.APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
            $"[format('ClientId={{0}};Authorization=AAD', reference('{Identity}').clientId)]"),
        ($"{Site}/config", "properties.APPLICATIONINSIGHTS_CONNECTION_STRING",
            "[reference('{Microsoft.Insights/components}').ConnectionString]"),
        ($"{Site}/config", "properties.AzureWebJobsStorage__clientId", $"[reference('{Identity}').clientId]"),
        ($"{Site}/config", "properties.AzureWebJobsStorage__credential", "managedidentity"),
    ];

    // Which service of which resource is reached inside the network, and the zone that names it there.
    private static readonly (string Service, string Type, string Zone)[] Private =
    [
        ("blob", Storage, "'privatelink.blob.{0}'"),
        ("queue", Storage, "'privatelink.queue.{0}'"),
        ("table", Storage, "'privatelink.table.{0}'"),
        ("vault", Vault, "/privatelink.vaultcore.azure.net"),
    ];

    public static IEnumerable<string> Tags(Deployment deployment) =>
        from it in deployment.Resources
        where !Untagged.Contains(it.Type) && (it.At("tags.application") is null || it.At("tags.environment") is null)
        select $"{it} has not the tags of all";

    /// <summary>Nothing is open that is to be closed, and everything leads where it should.</summary>
    public static IEnumerable<string> Values(Deployment deployment)
    {
        var others = from wanted in Wanted
                     let value = IdOf().Replace(wanted.Value, match => deployment.IdOf(match.Groups[1].Value))
                     from it in deployment.Of(wanted.Type)
                     let found = it.At(wanted.Path)
                     where found != value
                     select $"{it}: {wanted.Path} must be {value}, is {found ?? "not there"}";
        var missing = Wanted.Where(wanted => deployment.Name == "prod" && !deployment.Of(wanted.Type).Any());
        return others.Concat(missing.Select(wanted => $"there is no {wanted.Type}"));
    }

    /// <summary>Alerts are written to everybody who is given, and the smallest deployment gives nobody.</summary>
    public static IEnumerable<string> Told(Deployment deployment) =>
        from it in deployment.Of("Microsoft.Insights/actionGroups")
        from receivers in new[] { it.Properties.GetProperty("emailReceivers").EnumerateArray() }
        let told = string.Join(',', receivers.Select(receiver => receiver.GetProperty("emailAddress").GetString()))
        where told != (deployment.Name == "main" ? "" : Bicep.Given["PLUM_ALERT_EMAILS"])
        select $"{it} writes to {told}";

    /// <summary>In prod, storage and vault are reached from the network alone; elsewhere from everywhere.</summary>
    public static IEnumerable<string> Closed(Deployment deployment)
    {
        var isClosed = deployment.Name == "prod";
        (string, string, string?)[] wanted =
        [
            .. from type in new[] { Vault, Storage }
               from value in new[] { ("properties.publicNetworkAccess", isClosed ? "Disabled" : "Enabled"),
                   ("properties.networkAcls.defaultAction", isClosed ? "Deny" : "Allow") }
               select (type, value.Item1, value.Item2),
            (Site, "properties.virtualNetworkSubnetId", isClosed ? $"{deployment.IdOf(Network)}/subnets/app" : null),
        ];
        var open = from want in wanted
                   from it in deployment.Of(want.Item1)
                   let found = it.At(want.Item2)
                   where (found == "null" ? null : found) != want.Item3
                   select $"{it}: {want.Item2} must be {want.Item3 ?? "empty"}, is {found}";
        var unreached = Private.Where(it => isClosed && !IsReached(deployment, it));
        return open.Concat(unreached.Select(it => $"{it.Service} is not reached"));
    }

    private static bool IsReached(Deployment deployment, (string Service, string Type, string Zone) it) =>
        deployment.Of(Endpoint).Any(endpoint =>
            endpoint.At($"{Connection}.groupIds.0") == it.Service
            && endpoint.At($"{Connection}.privateLinkServiceId") == deployment.IdOf(it.Type)
            && deployment.Of($"{Endpoint}/privateDnsZoneGroups").Any(group =>
                group.Id.StartsWith($"{endpoint.Id}/", StringComparison.Ordinal)
                && group.At(ZoneId)?.Contains(it.Zone, StringComparison.Ordinal) == true));

    public static IEnumerable<string> Diagnostics(Deployment deployment)
    {
        var all = deployment.Of(Diagnostic).ToList();
        var unsent = from it in deployment.Resources
                     where Logged.Contains(it.Type) || Measured.Contains(it.Type)
                     let sent = all.Count(other =>
                         other.Id.StartsWith($"{it.Id}/providers/{Diagnostic}/", StringComparison.Ordinal)
                         && other.At("properties.workspaceId") == deployment.IdOf(Workspace)
                         && other.At("properties.metrics.0") is not null
                         && (other.At("properties.logs") is not null || !Logged.Contains(it.Type)))
                     where sent != 1
                     select $"{it} has {sent} diagnostic settings";
        var unknown = from it in all
                      from path in new[] { "logs.0.category", "logs.0.categoryGroup", "metrics.0.category" }
                      let name = it.At($"properties.{path}")
                      where name is not null && !Categories.Contains(name)
                      select $"{it}: Azure sends no {name}";
        return unsent.Concat(unknown);
    }

    [GeneratedRegex(@"\{(Microsoft\.[^}]+)\}")]
    private static partial Regex IdOf();
}
