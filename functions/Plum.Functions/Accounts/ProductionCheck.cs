using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Functions.Shared.Outbound;

namespace Plum.Functions.Accounts;

/// <summary>
/// Stops the start of any environment but Development in which a secret of the sample would open a door.
/// </summary>
/// <remarks>Any, because a misspelled Production is one, too.</remarks>
public sealed partial class ProductionCheck(
    IHostEnvironment environment,
    IOptions<DevelopmentOptions> development,
    IOptions<FirstAdminOptions> admin,
    IOptions<OutboundOptions> outbound,
    AccountDirectory accounts,
    TokenTable tokens,
    ILogger<ProductionCheck> logger) : IHostedService
{
    private const string Sample = "local.settings.sample.json, which everybody can read";
    private const string Otherwise = "or set DOTNET_ENVIRONMENT=Development if this is not production";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment())
        {
            return;
        }

        if (outbound.Value.AllowPrivateNetworks)
        {
            LogPrivateNetworks(environment.EnvironmentName);
        }

        Refuse(
            SetSecrets(development.Value, admin.Value),
            $"The environment is {environment.EnvironmentName}, and these settings hold secrets of {Sample}",
            $"Set your own, or take them out; {Otherwise}.");
        Refuse(
            await StoredSecretsAsync(cancellationToken),
            $"The environment is {environment.EnvironmentName}, and the storage holds secrets of {Sample}",
            "Start once with DOTNET_ENVIRONMENT=Development and your own Plum:Development, which replaces the "
                + "sample's, and set an admin's PIN "
                + $"by PATCH /api/admin/accounts/{{id}}; {Otherwise}.");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static void Refuse(IEnumerable<string> secrets, string what, string cure)
    {
        if (string.Join(", ", secrets) is { Length: > 0 } found)
        {
            throw new OptionsValidationException(
                DevelopmentOptions.Section, typeof(DevelopmentOptions), [$"{what}: {found}. {cure}"]);
        }
    }

    private static IEnumerable<string> SetSecrets(DevelopmentOptions development, FirstAdminOptions admin)
    {
        if (development.Token == SampleSecrets.Token)
        {
            yield return "Plum:Development:Token";
        }

        if (development.Pin is { Length: > 0 } pin && SampleSecrets.Pins.Contains(pin))
        {
            yield return "Plum:Development:Pin";
        }
        else if (development is { Token.Length: > 0, Pin: null or "" })
        {
            yield return "Plum:Development:Pin (the sample's unless it is set)";
        }

        if (development.SigningKey == SampleSecrets.SigningKey)
        {
            yield return "Plum:Development:SigningKey";
        }

        if (SampleSecrets.Pins.Contains(admin.Pin))
        {
            yield return "Plum:FirstAdmin:Pin";
        }
    }

    private async Task<IReadOnlyList<string>> StoredSecretsAsync(CancellationToken ct)
    {
        var found = new List<string>();
        var token = await tokens.FindAsync(TokenTable.Hash(SampleSecrets.Token), ct);
        if (token is not null)
        {
            found.Add($"the token of account {token.Account}");
        }

        var owners = await OwnersAsync(token?.Account, ct);
        found.AddRange(
            from account in owners
            where SampleSecrets.Logins.Contains(account.Login)
                && SampleSecrets.Pins.Any(pin => accounts.IsPin(account, pin))
            select $"the PIN of login {account.Login}");
        found.AddRange(
            from account in owners
            where account.SigningKey == SampleSecrets.SigningKey
            select $"the signing key of account {account.Id}");
        return found;
    }

    /// <summary>
    /// The accounts that may have come out of the sample: whoever's the token is, and the sample's logins and account
    /// ids.
    /// </summary>
    private async Task<IReadOnlyList<Account>> OwnersAsync(string? ofToken, CancellationToken ct)
    {
        var ids = new[] { ofToken, development.Value.Account, SampleSecrets.Login, SampleSecrets.AdminLogin }
            .OfType<string>()
            .Distinct();
        var reads = ids.Select(id => accounts.FindAsync(id, ct))
            .Concat(SampleSecrets.Logins.Select(login => accounts.FindByLoginAsync(login, ct)));
        return [.. (await Task.WhenAll(reads)).OfType<Account>().DistinctBy(account => account.Id)];
    }

    [LoggerMessage(
        173,
        LogLevel.Warning,
        "The environment is {Environment}, and Plum:Outbound:AllowPrivateNetworks lets customers' URLs lead to "
            + "addresses inside this service's own network.")]
    private partial void LogPrivateNetworks(string environment);
}
