using Microsoft.Extensions.Hosting;

namespace Plum.Functions.Health;

/// <summary>One part of what has to work.</summary>
/// <param name="Trouble">
/// What is in the way, in words that name no account, address or secret; null when nothing is.
/// </param>
public readonly record struct Part(string Name, string? Trouble);

/// <summary>
/// Whether the app can do its work now: it has started, is not about to stop, and its storage answers.
/// </summary>
public sealed class Readiness(StorageCheck storage, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private volatile bool _started;

    public async Task<IReadOnlyList<Part>> LookAsync(CancellationToken ct)
    {
        var app = new Part(
            "app", lifetime.ApplicationStopping.IsCancellationRequested ? "stopping" : _started ? null : "starting");
        return [app, .. await storage.LookAsync(ct)];
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everybody's start-up work is done: tables, queues, the accounts that settings describe.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
