using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>
/// Creates at start the account that the settings <c>Plum:Development:*</c> describe, so that a first curl needs no
/// set-up; or makes it what they say by now.
/// </summary>
/// <remarks>
/// Its token is in nobody's list and can be deleted by nobody. So a start that finds another one set, or none, ends it.
/// </remarks>
public sealed partial class DevelopmentAccount(
    AccountDirectory accounts,
    AccountTable table,
    TokenTable tokens,
    IOptions<DevelopmentOptions> options,
    ILogger<DevelopmentAccount> logger)
    : IHostedService
{
    // A hyphen cannot stand in an account id, so no account's partition has this name.
    private const string Partition = "development-token";
    private const string Row = "token";
    private const string Hash = "Hash";

    private readonly DevelopmentOptions _options = options.Value;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SetUpAsync(cancellationToken);
        }
        catch (RequestFailedException e) when (e.IsDiskFull())
        {
            logger.NothingWritten(e);
        }
    }

    private async Task SetUpAsync(CancellationToken ct)
    {
        await EndFormerTokensAsync(ct);
        if (_options.Token is not { Length: > 0 } token)
        {
            return;
        }

        var id = _options.Account;
        if (await accounts.FindAsync(id, ct) is { } stored)
        {
            await accounts.ListAsync(stored, ct);
            await UpdateAsync(stored, ct);
        }
        else if (await accounts.TryAddAsync(
            id, Or(_options.Login, SampleSecrets.Login), Or(_options.Pin, SampleSecrets.Pin), _options.Over(new()), ct))
        {
            LogCreated(id);
        }

        await tokens.AddAsync(id, token, ct);
    }

    // An empty setting counts as none.
    private static string Or(string? set, string sample) => set is { Length: > 0 } ? set : sample;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndFormerTokensAsync(CancellationToken ct)
    {
        var present = _options.Token is { Length: > 0 } token ? TokenTable.HashText(token) : "";
        var former = (await table.FindAsync(Partition, Row, ct))?.GetString(Hash) ?? "";
        foreach (var hash in new[] { TokenTable.HashText(SampleSecrets.Token), former }.Where(
            hash => hash.Length > 0 && hash != present))
        {
            await tokens.RemoveAsync(hash, ct);
        }

        if (former != present)
        {
            // Before it is added: no crash leaves a token that the next start does not know.
            await table.Rows.UpsertEntityAsync(
                new TableEntity(Partition, Row) { [Hash] = present }, TableUpdateMode.Replace, ct);
        }
    }

    private async Task UpdateAsync(Account stored, CancellationToken ct)
    {
        var settings = _options.Over(stored.Settings);
        if (settings != stored.Settings)
        {
            await accounts.ChangeAsync(stored.Id, account => account.With(settings), ct);
        }

        if (_options.Pin is { Length: > 0 } pin && !accounts.IsPin(stored, pin))
        {
            await accounts.SetPinAsync(stored.Id, pin, ct);
        }

        if (_options.Login is { Length: > 0 } login
            && login != stored.Login
            && !await accounts.TrySetLoginAsync(stored, login, ct))
        {
            LogTaken(stored.Id, stored.Login);
        }
    }

    [LoggerMessage(231, LogLevel.Information, "Created the development account {Account}.")]
    private partial void LogCreated(string account);

    [LoggerMessage(
        232,
        LogLevel.Warning,
        "The login set for the development account {Account} belongs to another; it stays {Login}.")]
    private partial void LogTaken(string account, string login);
}
