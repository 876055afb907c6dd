using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Accounts;

/// <summary>
/// Creates at start the account that the settings <c>Plum:Development:*</c> describe, so that a first curl needs no set-up.
/// </summary>
public sealed partial class DevelopmentAccount(
    AccountDirectory accounts, TokenTable tokens, IConfiguration configuration, ILogger<DevelopmentAccount> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var settings = configuration.GetSection("Plum:Development");
        if (settings["Token"] is not { Length: > 0 } token)
        {
            return;
        }

        var id = settings["Account"] ?? "demo";
        if (await accounts.FindAsync(id, cancellationToken) is null
            && await accounts.TryAddAsync(id, settings["Login"] ?? "demo", settings["Pin"] ?? "1234", cancellationToken))
        {
            LogCreated(id);
        }

        await tokens.AddAsync(id, token, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Created the development account {Account}.")]
    private partial void LogCreated(string account);
}
