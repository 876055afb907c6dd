using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Plum.Functions.Shared.Settings;

/// <summary>
/// Where the app's storage is: a connection string (<c>AzureWebJobsStorage</c>), or an account that an identity opens,
/// by the names the Functions host gives them (<c>AzureWebJobsStorage:accountName</c> or <c>:tableServiceUri</c> and
/// <c>:queueServiceUri</c>; <c>:credential</c>, <c>:clientId</c>).
/// </summary>
internal abstract record StorageConnection
{
    public const string Section = "AzureWebJobsStorage";

    /// <summary>Everything in one string, a key too.</summary>
    public sealed record Text(string ConnectionString) : StorageConnection;

    /// <summary>No secret: whoever the app runs as has a role on the account.</summary>
    public sealed record Identity(Uri Tables, Uri Queues, TokenCredential Credential) : StorageConnection;

    private StorageConnection()
    {
    }

    public static StorageConnection Of(IConfiguration configuration)
    {
        if (configuration[Section] is { Length: > 0 } text)
        {
            return new Text(text);
        }

        var section = configuration.GetSection(Section);
        return new Identity(Service(section, "table"), Service(section, "queue"), CredentialOf(section));
    }

    /// <summary>For the person who set it; the start ends with this sentence.</summary>
    internal static OptionsValidationException Refused(string sentence) =>
        new(Section, typeof(StorageConnection), [sentence]);

    private static Uri Service(IConfigurationSection section, string service) =>
        section[service + "ServiceUri"] is { Length: > 0 } uri ? Https(uri, service)
        : section["accountName"] is { Length: > 0 } account ? OfAccount(account, service)
        : throw Refused(
            $"Setting {Section} is missing: copy local.settings.sample.json to "
                + "functions/Plum.Functions/local.settings.json, "
            + $"or name an account with {Section}__accountName.");

    // No other than TLS: the token would be there for all to read, and the clients refuse to send it.
    private static Uri Https(string text, string service) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? uri
        : throw Refused(
            $"Setting {Section}__{service}ServiceUri is '{text}', but must be an address that begins with https://.");

    private static Uri OfAccount(string name, string service) =>
        name.All(char.IsAsciiLetterOrDigit) ? new($"https://{name}.{service}.core.windows.net")
        : throw Refused($"Setting {Section}__accountName is '{name}', but must be letters and digits.");

    // As the Functions host reads them: a managed identity when told so, otherwise whoever is signed in here.
    private static TokenCredential CredentialOf(IConfigurationSection section)
    {
        var client = section["clientId"] is { Length: > 0 } id ? id : null;
        return section["credential"]?.ToUpperInvariant() switch
        {
            null or "" =>
                new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = client }),
            "MANAGEDIDENTITY" => new ManagedIdentityCredential(
                client is null ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(client)),
            var other => throw Refused(
                $"Setting {Section}__credential is '{other.ToLowerInvariant()}', but must be managedidentity or left "
                    + "out."),
        };
    }
}
