using Azure;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Plum.Functions.Accounts.Tokens;

/// <summary>Stores when tokens were last used, beside the requests that use them: no answer waits for it.</summary>
public sealed partial class TokenUses(TokenTable tokens, ILogger<TokenUses> logger) : IHostedService
{
    private readonly HashSet<Task> _writes = [];

    /// <summary>One write a token and minute, whatever the number of requests.</summary>
    internal void Note(KnownToken known, Instant now)
    {
        if (known.Token is { } token && known.Use.Next(now) is { } minute)
        {
            Start(WriteAsync(known.Account, token.Id, minute));
        }
    }

    /// <summary>Waits until what has been noted is stored.</summary>
    public Task StoredAsync()
    {
        lock (_writes)
        {
            return Task.WhenAll(_writes);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => StoredAsync().WaitAsync(cancellationToken);

    private void Start(Task write)
    {
        lock (_writes)
        {
            _writes.Add(write);
        }

        write.ContinueWith(Remove, TaskScheduler.Default);
    }

    private void Remove(Task write)
    {
        lock (_writes)
        {
            _writes.Remove(write);
        }
    }

    private async Task WriteAsync(string account, int id, Instant minute)
    {
        try
        {
            await tokens.SetUsedAsync(account, id, minute, default);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Deleted meanwhile.
        }
        catch (RequestFailedException e)
        {
            LogNotStored(id, account, e); // the next minute has its own
        }
    }

    [LoggerMessage(211, LogLevel.Warning, "It could not be stored that token {TokenId} of account {Account} was used")]
    private partial void LogNotStored(int tokenId, string account, Exception exception);
}
