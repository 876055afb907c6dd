using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Infra;

/// <summary>
/// infra-bicep, by the Bicep CLI and by what only we know of the app; and that each rule notices when it is broken.
/// </summary>
public sealed partial class InfraTests
{
    private static readonly Dictionary<string, Func<Deployment, IEnumerable<string>>> Rules = new()
    {
        [nameof(ResourceRules.Tags)] = ResourceRules.Tags,
        [nameof(ResourceRules.Values)] = ResourceRules.Values,
        [nameof(ResourceRules.Told)] = ResourceRules.Told,
        [nameof(ResourceRules.Closed)] = ResourceRules.Closed,
        [nameof(ResourceRules.Diagnostics)] = ResourceRules.Diagnostics,
        [nameof(SecretRules.Keys)] = SecretRules.Keys,
        [nameof(SecretRules.Secrets)] = SecretRules.Secrets,
        [nameof(SecretRules.GatewaySecrets)] = SecretRules.GatewaySecrets,
        [nameof(SecretRules.SecretSettings)] = SecretRules.SecretSettings,
        [nameof(SecretRules.Roles)] = SecretRules.Roles,
        [nameof(SettingRules.Settings)] = SettingRules.Settings,
        [nameof(SettingRules.Gateways)] = SettingRules.Gateways,
        [nameof(SettingRules.Defaults)] = SettingRules.Defaults,
        [nameof(SettingRules.Bodies)] = SettingRules.Bodies,
        [nameof(AppRules.Queries)] = AppRules.Queries,
        [nameof(AppRules.Addresses)] = AppRules.Addresses,
        [nameof(AppRules.Alerts)] = AppRules.Alerts,
        [nameof(AppRules.AlwaysReady)] = AppRules.AlwaysReady,
        [nameof(AppRules.Runtime)] = AppRules.Runtime,
    };

    private static readonly string[] Sources =
        [.. Bicep.Paths.Where(path => Path.GetExtension(path) is ".bicep" or ".bicepparam")];

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Fact]
    public async Task Compiler_HasNothingToSay()
    {
        var built = await Bicep.BuiltAsync();

        Assert.Equal("", built.Said);
        Assert.All(Sources, path => Assert.Contains(Path.ChangeExtension(path, "json"), built.Files.Keys));
    }

    [Fact]
    public async Task Formatter_ChangesNothing()
    {
        var built = await Bicep.BuiltAsync();

        Assert.All(Sources, path => Assert.Equal(Bicep.Read(path), built.Files[path]));
    }

    /// <summary>Errors, warnings, the linter's rules and what is unformatted.</summary>
    [Fact]
    public async Task CompilerAndFormatter_Notice_WhenDamaged()
    {
        (string File, string Was, string Becomes, string Code)[] slips =
        [
            ("main.bicep", "    isPrivate: privateNetworking", "    isPublic: privateNetworking", "BCP037"),
            ("modules/storage.bicep", "allowBlobPublicAccess: false", "allowBlobPublicAccess: 'no'", "Warning BCP036"),
            ("modules/app.bicep", "param tags object", "param tags object\nparam tier string", "no-unused-params"),
            ("prod.bicepparam", "softDeleteDays = 90", "softDeleteDays = 'ninety'", "BCP033"),
            ("modules/vault.bicep", "family: 'A', name", "family: 'A',  name", ""),
        ];
        Assert.All(slips, slip => Assert.Contains(slip.Was, Bicep.Read(slip.File), StringComparison.Ordinal));

        var damaged = await Bicep.RunAsync(
            (file, text) => slips.Where(slip => slip.File == file)
                .Aggregate(text, (was, slip) => was.Replace(slip.Was, slip.Becomes, StringComparison.Ordinal)),
            "build --pattern **/*.bicep",
            "build-params --pattern *.bicepparam",
            "format --pattern modules/*.bicep");

        Assert.All(slips, slip => Assert.Contains(slip.Code, damaged.Said, StringComparison.Ordinal));
        Assert.Equal(Bicep.Read("modules/vault.bicep"), damaged.Files["modules/vault.bicep"]);
    }

    /// <summary>The linter looks for other names than ours.</summary>
    [Fact]
    public async Task Secrets_AreSecureParameters()
    {
        var built = await Bicep.BuiltAsync();
        var templates = Sources.Where(path => path.EndsWith(".bicep", StringComparison.Ordinal))
            .Select(path => built.Files[Path.ChangeExtension(path, "json")]).ToList();

        Assert.Empty(templates.SelectMany(SecretRules.Open));
        var opened = templates.Select(text => text.Replace("securestring", "string", StringComparison.Ordinal));
        Assert.NotEmpty(opened.SelectMany(SecretRules.Open));
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public async Task Deployment_KeepsTheRule(string rule) =>
        Assert.All(await Deployment.AllAsync(), deployment => Assert.Empty(Rules[rule](deployment)));

    /// <summary>The rule that must notice, what is written, what becomes of it, and what the rule says.</summary>
    public static TheoryData<string, string, string, string> Damages => new()
    {
        { "Tags", "\"application\": \"plum\"", "\"app\": \"plum\"", "has not the tags" },
        { "Values", "\"allowSharedKeyAccess\": false", "\"allowSharedKeyAccess\": true", "allowSharedKeyAccess" },
        { "Values", "\"minimumTlsVersion\": \"TLS1_2\"", "\"minimumTlsVersion\": \"TLS1_0\"", "minimumTlsVersion" },
        { "Values", "\"actionGroups\": [", "\"groups\": [", "actionGroups" },
        { "Values", "VaultReferenceIdentity\": \"", "VaultReferenceIdentity\": \"x", "keyVaultReferenceIdentity must" },
        { "Values", "AssignedIdentities\": {", "AssignedIdentities\": { \"x\": {},", "identity.userAssigned" },
        { "Values", "\"Microsoft.Consumption/budgets\"", "\"Other/budgets\"", "no Microsoft.Consumption/budgets" },
        { "Told", "bob@example.com", "eve@example.com", "writes to ann@example.com,eve@example.com" },
        { "Closed", "NetworkAccess\": \"Disabled\"", "NetworkAccess\": \"Enabled\"", "publicNetworkAccess" },
        { "Closed", "/subnets/app\"", "/subnets/endpoints\"", "virtualNetworkSubnetId" },
        { "Closed", "\"queue\"\n              ]", "\"blob\"\n              ]", "queue is not reached" },
        { "Diagnostics", "\"category\": \"FunctionAppLogs\"", "\"category\": \"FunctionLogs\"", "FunctionLogs" },
        { "Diagnostics", "\"workspaceId\": \"", "\"workspaceId\": \"x", "0 diagnostic settings" },
        { "Keys", "\"managedidentity\"", "\"[listKeys('x').key]\"", "listKeys" },
        { "Secrets", "\"value\": \"GivenPin\"", "\"value\": \"8642\"", "is not PLUM_FIRST_ADMIN_PIN" },
        { "Secrets", "secrets/signing-keys\"", "secrets/signing-key\"", "signing-keys is not PLUM_SIGNING_KEYS_KEY" },
        { "Secrets", "\"hostName\": \"", "\"hostName\": \"GivenOtherKey", "2 times" },
        { "Secrets", "'signing-keys-other')]", "'signing-keys')]", "Plum:SigningKeys:OtherKey is" },
        { "GatewaySecrets", "\"value\": \"GivenGatewaySecret\"", "\"value\": \"8642\"", "is not what PLUM_GATEWAY" },
        { "GatewaySecrets", "\"AC1\"", "\"GivenGatewaySecret\"", "2 times" },
        { "GatewaySecrets", ".vaultUri), 'main')]", ".vaultUri), 'other')]", "Plum:Gateways:main:Secret is" },
        { "SecretSettings", "\"Plum__Gateway__Seed\"", "\"OTEL_EXPORTER_OTLP_HEADERS\"", "OTEL_EXPORTER_OTLP_HEADERS" },
        { "Roles", "roleDefinitions/4633458b", "roleDefinitions/00482a5a", "more than it needs" },
        { "Roles", "\"ServicePrincipal\"", "\"User\"", "is not granted to the app" },
        { "Settings", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__id", "AzureWebJobsStorage:clientId is" },
        { "Settings", "Plum__Outbound__Timeout", "Plum__Outbound__TimeOut", "Plum:Outbound:TimeOut is not a setting" },
        { "Settings", "Plum__Gateways__main__Account", "Plum__Gateways__main__User", "Plum:Gateways:main:User is not" },
        { "Settings", "Plum__Gateways__main__Account", "Plum__Gateways__my-trunk__Account", "my-trunk:Account is not" },
        { "Gateways", "Plum__Dialing__Gateway\": \"main", "Plum__Dialing__Gateway\": \"", "Dialing:Gateway is not" },
        { "Gateways", "https://calls.example.com", "https://example.com", "Plum:Callbacks:Address is not" },
        { "Defaults", "MaxRedirects\": \"5\"", "MaxRedirects\": \"6\"", "MaxRedirects" },
        { "Defaults", "StartUrlMethod\": \"post\"", "StartUrlMethod\": \"put\"", "StartUrlMethod" },
        { "Bodies", "\"1073741824\"", "\"104857600\"", "1073741824" },
        { "Queries", " by queue = ", " by kind = ", "no queue" },
        { "Queries", "where toint(ResultCode)", "where toint(StatusCode)", "StatusCode" },
        { "Queries", "| project value =", "| project percent =", "no value" },
        { "Queries", "      AppRequests", "      requests", "requests" },
        { "Addresses", "/health/ready", "/healthz", "healthz" },
        { "Alerts", "\\\"plum.poisoned\\\"", "\\\"plum.poison\\\"", "nobody is told of plum.poisoned" },
        { "Alerts", "tostring(Properties.queue)", "tostring(Properties.queueName)", "queueName" },
        { "Alerts", "(\\\"completed\\\", \\\"failed\\\"", "(\\\"completed\\\", \\\"lost\\\"", "lost" },
        { "AlwaysReady", "function:DialCalls", "function:DialCall", "function:DialCall" },
        { "Runtime", "\"version\": \"10.0\"", "\"version\": \"9.0\"", ".NET 10.0" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Rule_Notices_WhenDamaged(string rule, string was, string becomes, string named)
    {
        var prod = (await Deployment.AllAsync()).Single(deployment => deployment.Name == "prod");
        Assert.Contains(was, prod.Snapshot, StringComparison.Ordinal);

        var damaged = new Deployment(prod.Name, prod.Snapshot.Replace(was, becomes, StringComparison.Ordinal));

        Assert.Contains(named, string.Join('\n', Rules[rule](damaged)), StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_AreAllTriedOnDamage() => Assert.Empty(Rules.Keys.Except(Damages.Select(row => row.Data.Item1)));

    /// <summary>What docs/deploy.md tells people to export and to ask for.</summary>
    [Fact]
    public async Task Document_NamesParametersAndOutputs_ThatThereAre()
    {
        var document = Tree.Read("docs/deploy.md");
        var read = Sources.SelectMany(path => Variable().Matches(Bicep.Read(path)));
        var exported = Exported().Matches(document).Select(match => match.Value);
        Assert.Equal(read.Select(match => match.Groups[1].Value).Distinct().Order(), exported.Distinct().Order());

        using var template = JsonDocument.Parse((await Bicep.BuiltAsync()).Files["main.json"]);
        var outputs = template.RootElement.GetProperty("outputs").EnumerateObject().Select(output => output.Name);
        Assert.Empty(Asked().Matches(document).Select(match => match.Groups[1].Value).Except(outputs));
    }

    [GeneratedRegex(@"readEnvironmentVariable\('(\w+)'")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\bPLUM_[A-Z_]+\b")]
    private static partial Regex Exported();

    [GeneratedRegex(@"\$\(out (\w+)\)")]
    private static partial Regex Asked();
}
