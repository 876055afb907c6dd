using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Infra;

/// <summary>Slips of the pen in infra-bicep, made in a copy.</summary>
internal static class BicepDamage
{
    private const string Main = "main.bicep";
    private const string App = "modules/app.bicep";
    private const string Storage = "modules/storage.bicep";
    private const string Vault = "modules/vault.bicep";
    private const string Alerts = "modules/alerts.bicep";
    private const string Dev = "dev.bicepparam";
    private const string Prod = "prod.bicepparam";

    /// <summary>The rule that must notice, the file, what is written there, what becomes of it, and what the rule says.</summary>
    public static TheoryData<string, string, string, string, string> All { get; } = new()
    {
        { "Syntax", Main, "module app 'modules/app.bicep' = {", "module app 'modules/app.bicep' {", "line" },
        { "Syntax", Prod, "param softDeleteDays = 90", "param softDeleteDays 90", "no value" },
        { "Syntax", Vault, "family: 'A', name", "family: 'A' name", "no comma" },
        { "Parameters", Main, "modules/vault.bicep", "modules/vaults.bicep", "is not there" },
        { "Parameters", Main, "    addresses: networkAddresses\n", "", "parameter addresses" },
        { "Parameters", Main, "    isPrivate: privateNetworking", "    isPublic: privateNetworking", "no parameter isPublic" },
        { "Parameters", Prod, "using 'main.bicep'", "using 'mian.bicep'", "mian.bicep" },
        { "Parameters", Prod, "param environmentName = 'prod'", "", "environmentName" },
        { "Parameters", Prod, "param logDays", "param logMonths", "logMonths" },
        { "Limits", Prod, "'prod'", "'production'", "maxLength" },
        { "Limits", Prod, "softDeleteDays = 90", "softDeleteDays = 91", "maxValue" },
        { "Limits", Prod, "Standard_ZRS", "Standard_XRS", "allowed" },
        { "Limits", Main, "param instanceMemoryMB int = 2048", "param instanceMemoryMB int = 1024", "allowed" },
        { "OutputsUsed", Main, "monitoring.outputs.insightsId", "monitoring.outputs.insightId", "insightId" },
        { "OutputsUsed", Vault, "output id string", "output identifier string", "no output id" },
        { "ConditionalModules", Main, "network.?outputs.appSubnetId ?? ''", "network.outputs.appSubnetId", "network" },
        { "Names", Storage, "scope: blobs", "scope: blob", "blob is not declared" },
        { "Names", Storage, "resource queues ", "resource blobs ", "blobs is declared twice" },
        { "Unused", App, "param planName string", "param planName string\nparam planTier string", "planTier" },
        { "Unused", Main, "var stem =", "var trunk = 'x'\nvar stem =", "trunk" },
        { "ApiVersions", Vault, "vaults@2025-05-01", "vaults@2025-5-1", "no API version" },
        { "ApiVersions", Vault, "secrets@2025-05-01' = if (!empty(f", "secrets@2024-11-01' = if (!empty(f", "has the versions" },
        { "Functions", Main, "take(unique, 8)", "first(unique, 8)", "function first" },
        { "Types", Main, "param tags object = {}", "param tags objekt = {}", "objekt" },
        { "Types", Prod, "param privateNetworking = true", "param privateNetworking = 'true'", "not string" },
        { "Types", Dev, "bool(readEnvironmentVariable('PLUM_RECOVER_VAULT', 'false'))", "readEnvironmentVariable('X')", "bool" },
        { "Members", Main, "names.vault\n", "names.vaults\n", "no vaults" },
        { "Members", Alerts, "    severity: 3\n", "", "no severity" },
        { "HandedOn", Main, "signingKeysOtherKey: signingKeysOtherKey", "signingKeysOtherKey: signingKeysKey", "is given" },
        { "Wiring", Alerts, "actionGroups: [actionGroup.id]", "actionGroups: []", "alerts" },
        { "Wiring", App, "    keyVaultReferenceIdentity: identityId\n", "", "keyVaultReferenceIdentity" },
        { "Wiring", App, "OtherKey: signingKeysOtherReference", "OtherKey: signingKeysReference", "OtherKey" },
        { "Wiring", Vault, "secretNames.firstAdminPin})", "secretNames.signingKeys})", "firstAdminPinReference" },
        { "Tags", Storage, "  tags: tags\n", "", "account" },
        { "Tags", Alerts, "union(tags, {", "union({}, {", "readiness" },
        { "OneConvention", Vault, "  name: name\n", "  name: 'kv-plum'\n", "vault" },
        { "Locks", Storage, "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "allowSharedKeyAccess" },
        { "Locks", Storage, "    minimumTlsVersion: 'TLS1_2'\n", "", "minimumTlsVersion" },
        { "Locks", Storage, "allowBlobPublicAccess: false", "allowBlobPublicAccess: true", "allowBlobPublicAccess" },
        { "Locks", Storage, "  deleteRetentionPolicy: { enabled: true", "  deleteRetentionPolicy: { enabled: false", "deleteR" },
        { "Locks", Vault, "enablePurgeProtection: true", "enablePurgeProtection: null", "enablePurgeProtection" },
        { "Diagnostics", Vault, "workspaceId: workspaceId\n", "\n", "vault" },
        { "Diagnostics", App, "    logs: [{ category: 'FunctionAppLogs', enabled: true }]\n", "", "app" },
        { "Diagnostics", Storage, "'Transaction'", "'Transactions'", "Transactions" },
        { "Locks", Storage, "      principalId: principalId\n", "", "principalId" },
        { "Queries", Alerts, "dimension: 'queue'", "dimension: 'kind'", "no kind" },
        { "Queries", Alerts, "| where toint(ResultCode)", "| where toint(StatusCode)", "StatusCode" },
        { "Queries", Alerts, "| project value =", "| project percent =", "no value" },
        { "Queries", Alerts, "      AppRequests", "      requests", "requests" },
        { "Addresses", Main, "/health/ready", "/healthz", "healthz" },
        { "Keys", Storage, "= account.id", "= account.listKeys().keys[0].value", "listKeys" },
        { "Keys", App, "__accountName: storageName", ": 'AccountName=${storageName};AccountKey=x'", "AccountKey" },
        { "Secrets", Vault, "@secure()\nparam signingKeysKey", "param signingKeysKey", "signingKeysKey is not secure" },
        { "Secrets", Main, "param firstAdminPin string = ''", "param firstAdminPin string = '8642'", "has a default" },
        { "Secrets", Vault, "output id string = vault.id", "output id string = firstAdminPin", "tells a secret" },
        { "Secrets", Prod, "readEnvironmentVariable('PLUM_FIRST_ADMIN_PIN', '')", "'8642'", "firstAdminPin is written" },
        { "Roles", Storage, "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa", "is no id" },
        { "Roles", Vault, "4633458b-17de-408a-b874-0445c86b69e6", "3913510d-42f4-4e42-8a64-420c390055eb", "written twice" },
        { "Roles", Storage, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "17d1049b-9a84-46fb-8f53-869881c3d3ab", "more than" },
        { "Settings", App, "  AzureWebJobsStorage__clientId: identityClientId\n", "", "AzureWebJobsStorage:clientId is not set" },
        { "Settings", App, "Plum__Outbound__Timeout:", "Plum__Outbound__TimeOut:", "Plum:Outbound:TimeOut is not a setting" },
        { "Settings", App, "Plum__Gateway__Seed: '1'", "FUNCTIONS_WORKER_RUNTIME: 'x'", "FUNCTIONS_WORKER_RUNTIME" },
        { "Settings", Dev, "Plum__Dialing__CallsPerSecond", "Plum__Dialing__CallsASecond", "CallsASecond" },
        { "Defaults", App, "MaxRedirects: '5'", "MaxRedirects: '6'", "MaxRedirects" },
        { "Defaults", App, "StartUrlMethod: 'post'", "StartUrlMethod: 'put'", "StartUrlMethod" },
        { "SecretSettings", App, "Pin: firstAdminPinReference", "Pin: firstAdminLogin", "Plum:FirstAdmin:Pin" },
        { "Alerts", Alerts, "\"plum.poisoned\"", "\"plum.poison\"", "no measure" },
        { "Alerts", Alerts, "\"plum.campaigns.stalled\"", "\"plum.poisoned\"", "plum.campaigns.stalled" },
        { "Alerts", Alerts, "tostring(Properties.queue)", "tostring(Properties.queueName)", "queueName" },
        { "Alerts", Alerts, "\"completed\", \"failed\"", "\"completed\", \"lost\"", "lost" },
        { "AlwaysReady", Prod, "function:DialCalls", "function:DialCall", "function:DialCall" },
        { "Runtime", App, "version: '10.0'", "version: '9.0'", ".NET 10.0" },
    };

    private static readonly Lazy<Task<Dictionary<(string File, string Was, string Becomes), BicepFile>>> Done = new(DoAllAsync);

    /// <summary>The tree with one.</summary>
    public static async Task<BicepTree> DoneAsync(string file, string was, string becomes) =>
        (await BicepTree.Real).With((await Done.Value)[(file, was, becomes)]);

    // All at once: starting node takes longer than reading.
    private static async Task<Dictionary<(string File, string Was, string Becomes), BicepFile>> DoAllAsync()
    {
        var folder = Directory.CreateTempSubdirectory("plum-bicep");
        try
        {
            var slips = All.Select(row => (File: row.Data.Item2, Was: row.Data.Item3, Becomes: row.Data.Item4)).ToList();
            var paths = slips.Select((slip, i) => Damaged(folder.CreateSubdirectory($"{i}").FullName, slip));
            return slips.Zip(await BicepTree.ReadAsync([.. paths]))
                .ToDictionary(it => it.First, it => it.Second with { Path = $"{BicepTree.Folder}/{it.First.File}" });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Damaged(string folder, (string File, string Was, string Becomes) slip)
    {
        var text = Tree.Read($"{BicepTree.Folder}/{slip.File}").ReplaceLineEndings("\n");
        Assert.Contains(slip.Was, text, StringComparison.Ordinal);
        var copy = Path.Combine(folder, Path.GetFileName(slip.File));
        File.WriteAllText(copy, text.Replace(slip.Was, slip.Becomes, StringComparison.Ordinal));
        return copy;
    }
}
