using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Functions.Shared.Settings;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Repository.Tests.Infra;

/// <summary>No key is passed on in the open, and the app may do what it needs and no more.</summary>
internal static partial class SecretRules
{
    private const string Vault = "Microsoft.KeyVault/vaults";
    private const string GivenToGateway = "GivenGatewaySecret";
    private const string Storage = "Microsoft.Storage/storageAccounts";

    // What the app may do, and with what.
    private static readonly (string Role, string Type)[] Needed =
    [
        ("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", Storage), // Storage Blob Data Owner
        ("974c5e8b-45b9-4653-ba55-5f855dd0fb88", Storage), // Storage Queue Data Contributor
        ("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", Storage), // Storage Table Data Contributor
        ("4633458b-17de-408a-b874-0445c86b69e6", Vault), // Key Vault Secrets User
        ("3913510d-42f4-4e42-8a64-420c390055eb", "Microsoft.Insights/components"), // Monitoring Metrics Publisher
    ];

    private static readonly (string Setting, string Secret, string Variable)[] Kept =
    [
        ("Plum:SigningKeys:Key", "signing-keys", "PLUM_SIGNING_KEYS_KEY"),
        ("Plum:SigningKeys:OtherKey", "signing-keys-other", "PLUM_SIGNING_KEYS_OTHER_KEY"),
        ("Plum:FirstAdmin:Pin", "first-admin-pin", "PLUM_FIRST_ADMIN_PIN"),
    ];

    /// <summary>No account key and no connection string with one is read or written.</summary>
    public static IEnumerable<string> Keys(Deployment deployment) =>
        KeyText().Matches(deployment.Snapshot).Select(match => $"a key: {match.Value}");

    /// <summary>What is given is in the vault alone; its setting refers to it there, and is empty without it.</summary>
    public static IEnumerable<string> Secrets(Deployment deployment) =>
        from kept in Kept
        let given = Bicep.Given[kept.Variable]
        let secret = deployment.Of($"{Vault}/secrets")
            .SingleOrDefault(it => it.Id.EndsWith($"/{kept.Secret}", StringComparison.Ordinal))
        let times = deployment.Snapshot.Split(given).Length - 1
        let setting = SettingRules.Given(deployment).SingleOrDefault(it => it.Name == kept.Setting).Value ?? "not there"
        from fault in (string?[])
        [
            secret?.At("properties.value") == given || (secret is null && deployment.Name == "main")
                ? null : $"{kept.Secret} is not {kept.Variable}",
            times == (secret is null ? 0 : 1) ? null : $"{kept.Variable} is {times} times where it can be read",
            IsReference(setting, secret?.Id) ? null : $"{kept.Setting} is {setting}",
        ]
        where fault is not null
        select fault;

    /// <summary>Likewise the secret of each gateway.</summary>
    public static IEnumerable<string> GatewaySecrets(Deployment deployment) =>
        from gateway in SettingRules.Given(deployment).Select(setting => GatewayKind().Match(setting.Name))
        where gateway.Success
        let name = gateway.Groups[1].Value
        let secret = deployment.Of($"{Vault}/secrets")
            .SingleOrDefault(it => it.Id.EndsWith($"/gateway-{name}", StringComparison.Ordinal))
        let times = deployment.Snapshot.Split(GivenToGateway).Length - 1
        let setting = SettingRules.Given(deployment)
            .SingleOrDefault(it => it.Name == $"Plum:Gateways:{name}:Secret").Value
        let reference = GatewayReference().Match(setting ?? "not there")
        from fault in (string?[])
        [
            secret?.At("properties.value") == GivenToGateway
                ? null : $"gateway-{name} is not what PLUM_GATEWAY_SECRETS has",
            times == 1 ? null : $"the secret of {name} is {times} times where it can be read",
            $"{reference.Groups[1].Value}/secrets/gateway-{reference.Groups[2].Value}" == secret?.Id
                ? null : $"Plum:Gateways:{name}:Secret is {setting}",
        ]
        where fault is not null
        select fault;

    private static bool IsReference(string setting, string? secret) =>
        secret is null ? setting.Length == 0 : Reference().Match(setting) is { Success: true } match
            && $"{match.Groups[1].Value}/secrets/{match.Groups[2].Value}" == secret;

    /// <summary>Every secret setting is one of those; what Application Insights has sends nothing alone.</summary>
    public static IEnumerable<string> SecretSettings(Deployment deployment) =>
        from setting in SettingRules.Given(deployment)
        where AppSettings.All.Any(known => known.IsSecret && known.Name == setting.Name)
        where setting.Name != TelemetrySettings.Insights && Kept.All(kept => kept.Setting != setting.Name)
        select $"{setting.Name} is no reference to the vault";

    /// <summary>All roles that the app needs are granted to it, and no other.</summary>
    public static IEnumerable<string> Roles(Deployment deployment)
    {
        var app = deployment.IdOf("Microsoft.ManagedIdentity/userAssignedIdentities");
        var assignments = deployment.Of("Microsoft.Authorization/roleAssignments").ToList();
        var granted = assignments.Select(it => (Role(it), TypeOf(deployment, Scope(it)))).ToList();
        return Needed.Except(granted).Select(role => $"{role} is not granted")
            .Concat(granted.Except(Needed).Select(role => $"{role} is more than it needs"))
            .Concat(from it in assignments
                    where it.At("properties.principalType") != "ServicePrincipal"
                        || it.At("properties.principalId") != $"[reference('{app}').principalId]"
                    select $"{it} is not granted to the app");
    }

    private static string Role(Resource assignment) => assignment.At("properties.roleDefinitionId")!.Split('/')[^1];

    private static string Scope(Resource assignment) => AssignedOn().Match(assignment.Id).Groups[1].Value;

    private static string TypeOf(Deployment deployment, string id) =>
        deployment.Resources.SingleOrDefault(resource => resource.Id == id)?.Type ?? "more than one resource";

    /// <summary>Parameters of a template that hold secrets by their names and are not secure.</summary>
    public static IEnumerable<string> Open(string template)
    {
        var parameters = JsonDocument.Parse(template).RootElement.GetProperty("parameters");
        return from parameter in parameters.EnumerateObject()
               where SecretName().IsMatch(parameter.Name)
               where parameter.Value.GetProperty("type").GetString() is not ("securestring" or "secureObject")
               select parameter.Name;
    }

    [GeneratedRegex("^Plum:Gateways:(\\w+):Kind$")]
    private static partial Regex GatewayKind();

    [GeneratedRegex(
        @"^\[format\('\{0\}gateway-\{1\}\)', format\('@Microsoft\.KeyVault\(SecretUri=\{0\}secrets/', "
        + @"reference\('([^']*)'\)\.vaultUri\), '(\w+)'\)\]$")]
    private static partial Regex GatewayReference();

    [GeneratedRegex("(Key|Pin|Secrets?|Password|Token)$")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"AccountKey|SharedAccess|DefaultEndpointsProtocol|InstrumentationKey=|[?&]sig=|\blist\w+\(")]
    private static partial Regex KeyText();

    [GeneratedRegex(@"^\[extensionResourceId\('([^']*)'")]
    private static partial Regex AssignedOn();

    [GeneratedRegex(
        @"@Microsoft\.KeyVault\(SecretUri=\{0\}secrets/', reference\('([^']*)'\)\.vaultUri\), '([\w-]+)'\)]$")]
    private static partial Regex Reference();
}
