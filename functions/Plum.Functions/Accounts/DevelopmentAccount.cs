using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Plum.Core.Accounts;

namespace Plum.Functions.Accounts;

/// <summary>
/// Creates at start the account that the settings <c>Plum:Development:*</c> describe, so that a first curl needs no set-up;
/// or makes it what they say by now.
/// </summary>
public sealed partial class DevelopmentAccount(
    AccountDirectory accounts, TokenTable tokens, IOptions<DevelopmentOptions> options, ILogger<DevelopmentAccount> logger) : IHostedService
{
    private readonly DevelopmentOptions _options = options.Value;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Token != SampleSecrets.Token)
        {
            await tokens.RemoveAsync(SampleSecrets.Token, cancellationToken);
        }

        if (_options.Token is not { Length: > 0 } token)
        {
            return;
        }

        var id = _options.Account;
        if (await accounts.FindAsync(id, cancellationToken) is { } stored)
        {
            await accounts.ListAsync(stored, cancellationToken);
            await UpdateAsync(stored, cancellationToken);
        }
        else if (await accounts.TryAddAsync(
            id, _options.Login ?? SampleSecrets.Login, _options.Pin ?? SampleSecrets.Pin, _options.Over(new()), cancellationToken))
        {
            LogCreated(id);
        }

        await tokens.AddAsync(id, token, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

        if (_options.Login is { Length: > 0 } login && login != stored.Login && !await accounts.TrySetLoginAsync(stored, login, ct))
        {
            LogTaken(stored.Id, stored.Login);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Created the development account {Account}.")]
    private partial void LogCreated(string account);

    [LoggerMessage(2, LogLevel.Warning, "The login set for the development account {Account} belongs to another; it stays {Login}.")]
    private partial void LogTaken(string account, string login);
}
