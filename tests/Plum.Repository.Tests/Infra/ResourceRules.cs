using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Infra;

/// <summary>How resources are named, tagged, closed and watched.</summary>
internal static partial class ResourceRules
{
    // The resource types of infra-bicep that Azure has no tags for, by its reference of resource types.
    private static readonly string[] Untagged =
    [
        "Microsoft.Authorization/roleAssignments", "Microsoft.Consumption/budgets", "Microsoft.Insights/diagnosticSettings",
        "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Storage/storageAccounts/blobServices/containers", "Microsoft.Storage/storageAccounts/queueServices",
        "Microsoft.Storage/storageAccounts/tableServices", "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "Microsoft.Web/sites/config",
    ];

    // Those with logs or metrics of their own to send to the workspace.
    private static readonly string[] Diagnosed =
    [
        "Microsoft.KeyVault/vaults", "Microsoft.Network/publicIPAddresses", "Microsoft.Network/virtualNetworks", "Microsoft.OperationalInsights/workspaces",
        "Microsoft.Storage/storageAccounts", "Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Storage/storageAccounts/queueServices",
        "Microsoft.Storage/storageAccounts/tableServices", "Microsoft.Web/sites",
    ];

    private static readonly (string Type, string Path, string Value)[] Closed =
    [
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enableSoftDelete", "true"),
        ("Microsoft.KeyVault/vaults", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'"),
        ("Microsoft.KeyVault/vaults", "properties.publicNetworkAccess", "isPrivate ? 'Disabled' : 'Enabled'"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "TLS1_2"),
        ("Microsoft.Storage/storageAccounts", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'"),
        ("Microsoft.Storage/storageAccounts", "properties.publicNetworkAccess", "isPrivate ? 'Disabled' : 'Enabled'"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.containerDeleteRetentionPolicy.enabled", "true"),
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
        where it.Resource.Body.At("tags") is not { } tags || !(tags.Text == "tags" || tags.Text.StartsWith("union(tags, ", StringComparison.Ordinal))
        select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} has not the tags of all";

    /// <summary>Names come from the one convention in main.bicep: a resource of its own has none written where it is declared.</summary>
    public static IEnumerable<string> OneConvention(BicepTree tree) =>
        from it in tree.Resources
        where !it.Resource.IsExisting && !it.Resource.IsNested && it.Resource.Body.At("parent") is null && it.Resource.Body.At("scope") is null
        let name = it.Resource.Body.At("name")
        where name is null || (name.Kind == "string" && !name.Text.StartsWith("${", StringComparison.Ordinal))
        select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} is named here and not by convention";

    public static IEnumerable<string> Locks(BicepTree tree) =>
        from rule in Closed
        let found = tree.Resources.Where(it => it.Resource.Type == rule.Type).ToList()
        from fault in found.Count == 0 ? [$"there is no {rule.Type}"]
            : found.Where(it => it.Resource.Body.At(rule.Path)?.Text != rule.Value)
                .Select(it => $"{it.File}:{it.Resource.Line}: {rule.Path} must be {rule.Value}, is {it.Resource.Body.At(rule.Path)?.Text ?? "not there"}")
        select fault;

    public static IEnumerable<string> Diagnostics(BicepTree tree) =>
        from it in tree.Resources
        where Diagnosed.Contains(it.Resource.Type)
        let sent = it.File.Resources.Count(other => other.Type == "Microsoft.Insights/diagnosticSettings"
            && other.Body.At("scope")?.Text == it.Resource.Name && other.Body.At("properties.workspaceId") is not null)
        where sent != 1
        select $"{it.File}:{it.Resource.Line}: {it.Resource.Name} has {sent} diagnostic settings";

    /// <summary>No key and no connection string with one is read, written or passed on in the open.</summary>
    public static IEnumerable<string> Secrets(BicepTree tree)
    {
        foreach (var file in tree.Files)
        {
            var secure = file.Parameters.Where(parameter => parameter.IsSecure).ToList();
            var open = file.Parameters.Where(parameter => SecretName().IsMatch(parameter.Name) && !parameter.IsSecure);
            IEnumerable<string> faults =
            [
                .. file.Calls.Where(call => call.Name.StartsWith("list", StringComparison.Ordinal)).Select(call => $"{call.Line}: {call.Name} reads keys"),
                .. file.Values.Where(value => value.Kind == "string" && KeyText().IsMatch(value.Text)).Select(value => $"{value.Line}: {value.Text}"),
                .. open.Select(parameter => $"{parameter.Line}: {parameter.Name} is not secure"),
                .. secure.Where(parameter => parameter.HasDefault && parameter.Value!.Text.Length > 0).Select(parameter => $"{parameter.Line}: {parameter.Name} has a default"),
                .. file.Outputs.Where(output => secure.Any(parameter => Word(parameter.Name).IsMatch(output.Value.Text))).Select(output => $"{output.Line}: {output.Name} tells a secret"),
                .. file.IsParameters ? file.Variables.Where(IsWrittenSecret).Select(value => $"{value.Line}: {value.Name} is written here") : [],
            ];
            foreach (var fault in faults)
            {
                yield return $"{file}:{fault}";
            }
        }
    }

    private static bool IsWrittenSecret(BicepVariable value) =>
        SecretName().IsMatch(value.Name) && !value.Value.Text.StartsWith("readEnvironmentVariable(", StringComparison.Ordinal);

    /// <summary>Ids of roles are whole, each written once and granted.</summary>
    public static IEnumerable<string> Roles(BicepTree tree)
    {
        var ids = tree.Files.SelectMany(file => file.Values.Where(value => value.Kind == "string" && LikeId().IsMatch(value.Text)), (file, value) => (file, value)).ToList();
        return ids.Where(id => !Guid.TryParseExact(id.value.Text, "D", out _)).Select(id => $"{id.file}:{id.value.Line}: {id.value.Text} is no id")
            .Concat(ids.GroupBy(id => id.value.Text).Where(same => same.Count() > 1).Select(same => $"{same.Last().file}:{same.Last().value.Line}: {same.Key} is written twice"))
            .Concat(BuiltInRoles.Except(ids.Select(id => id.value.Text)).Select(id => $"role {id} is not granted"))
            .Concat(ids.Where(id => !BuiltInRoles.Contains(id.value.Text)).Select(id => $"{id.file}:{id.value.Line}: {id.value.Text} is more than the app needs"));
    }

    // What the app needs: Storage Blob Data Owner, Queue Data Contributor, Table Data Contributor, Key Vault Secrets User, Monitoring Metrics Publisher.
    private static readonly string[] BuiltInRoles =
    [
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        "4633458b-17de-408a-b874-0445c86b69e6", "3913510d-42f4-4e42-8a64-420c390055eb",
    ];

    private static Regex Word(string name) => new($@"(?<!\.)\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant);

    [GeneratedRegex("(Key|Pin|Secret|Password|Token)$")]
    private static partial Regex SecretName();

    [GeneratedRegex("AccountKey|SharedAccess|DefaultEndpointsProtocol|InstrumentationKey=|[?&]sig=")]
    private static partial Regex KeyText();

    [GeneratedRegex("^[0-9a-fA-F-]{30,}$")]
    private static partial Regex LikeId();
}
