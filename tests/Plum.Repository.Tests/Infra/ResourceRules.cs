namespace Plum.Repository.Tests.Infra;

/// <summary>How resources are named, tagged, closed and watched.</summary>
internal static class ResourceRules
{
    // The resource types of infra-bicep that Azure has no tags for, by its reference of resource types.
    private static readonly string[] Untagged =
    [
        "Microsoft.Authorization/roleAssignments",
        "Microsoft.Consumption/budgets",
        "Microsoft.Insights/diagnosticSettings",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/blobServices/containers",
        "Microsoft.Storage/storageAccounts/queueServices",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
        "Microsoft.Web/sites/config",
    ];

    // Those with logs or metrics of their own to send to the workspace.
    private static readonly string[] Diagnosed =
    [
        "Microsoft.KeyVault/vaults",
        "Microsoft.Network/publicIPAddresses",
        "Microsoft.Network/virtualNetworks",
        "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/queueServices",
        "Microsoft.Storage/storageAccounts/tableServices",
        "Microsoft.Web/sites",
    ];

    // Those with logs among them; a storage account's are its services'.
    private static readonly string[] Logged = [.. Diagnosed.Except(
        ["Microsoft.Network/publicIPAddresses", "Microsoft.Network/virtualNetworks", "Microsoft.Storage/storageAccounts"])];

    // What Azure calls the logs and metrics that are sent; it refuses other names.
    private static readonly string[] Categories = ["AllMetrics", "Audit", "FunctionAppLogs", "Transaction", "audit"];

    private static readonly (string Type, string Path, string Value)[] Closed =
    [
        ("Microsoft.Authorization/roleAssignments", "properties.principalId", "principalId"),
        ("Microsoft.Authorization/roleAssignments", "properties.principalType", "ServicePrincipal"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enableSoftDelete", "true"),
        ("Microsoft.KeyVault/vaults", "properties.networkAcls.bypass", "AzureServices"),
        ("Microsoft.KeyVault/vaults", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'"),
        ("Microsoft.KeyVault/vaults", "properties.publicNetworkAccess", "isPrivate ? 'Disabled' : 'Enabled'"),
        ("Microsoft.KeyVault/vaults", "properties.softDeleteRetentionInDays", "softDeleteDays"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.networkAcls.bypass", "AzureServices"),
        ("Microsoft.Storage/storageAccounts", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'"),
        ("Microsoft.Storage/storageAccounts", "properties.publicNetworkAccess", "isPrivate ? 'Disabled' : 'Enabled'"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.containerDeleteRetentionPolicy.days", "softDeleteDays"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.containerDeleteRetentionPolicy.enabled", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.deleteRetentionPolicy.days", "softDeleteDays"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.deleteRetentionPolicy.enabled", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices/containers", "properties.publicAccess", "None"),
        ("Microsoft.Web/sites", "properties.functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity"),
        ("Microsoft.Web/sites", "properties.httpsOnly", "true"),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "1.2"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "false"),
    ];

    public static IEnumerable<string> Tags(BicepTree tree) =>
        from it in tree.Resources
        where !it.Resource.IsExisting && !Untagged.Contains(it.Resource.Type)
        let tags = it.Resource.Body.At("tags")?.Text ?? ""
        where tags != "tags" && !tags.StartsWith("union(tags, ", StringComparison.Ordinal)
        select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} has not the tags of all";

    /// <summary>Names come from the one convention in main.bicep: none is written where a resource is declared.</summary>
    public static IEnumerable<string> OneConvention(BicepTree tree) =>
        from it in tree.Resources
        where !it.Resource.IsExisting && !it.Resource.IsNested
        where it.Resource.Body.At("parent") is null && it.Resource.Body.At("scope") is null
        let name = it.Resource.Body.At("name")
        where name is null || (name.Kind == "string" && !name.Text.StartsWith("${", StringComparison.Ordinal))
        select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} is named here and not by convention";

    /// <summary>Nothing is open that is to be closed, and nothing is gone for good by one mistake.</summary>
    public static IEnumerable<string> Locks(BicepTree tree) =>
        from rule in Closed
        let found = tree.Resources.Where(it => it.Resource.Type == rule.Type).ToList()
        from fault in found.Count == 0 ? [$"there is no {rule.Type}"]
            : from it in found
              let value = it.Resource.Body.At(rule.Path)?.Text ?? "not there"
              where value != rule.Value
              select $"{it.File}:{it.Resource.Line}: {rule.Path} must be {rule.Value}, is {value}"
        select fault;

    public static IEnumerable<string> Diagnostics(BicepTree tree)
    {
        var unsent = from it in tree.Resources
                     where Diagnosed.Contains(it.Resource.Type)
                     let sent = it.File.Resources.Count(other => IsSent(other, it.Resource))
                     where sent != 1
                     select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} has {sent} diagnostic settings";
        var unknown = from file in tree.Templates
                      from value in file.Values
                      where value.At("enabled")?.Text == "true"
                      let name = value.At("category") ?? value.At("categoryGroup")
                      where name is not null && !Categories.Contains(name.Text)
                      select $"{file}:{value.Line}: Azure sends no {value.Text}";
        return unsent.Concat(unknown);
    }

    private static bool IsSent(BicepResource settings, BicepResource of) =>
        settings.Type == "Microsoft.Insights/diagnosticSettings" && settings.Body.At("scope")?.Text == of.Name
        && settings.Body.At("properties.workspaceId") is not null && settings.Body.At("properties.metrics") is not null
        && (settings.Body.At("properties.logs") is not null || !Logged.Contains(of.Type));
}
