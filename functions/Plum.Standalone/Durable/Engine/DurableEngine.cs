using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Host;
using Plum.Standalone.Triggers;

namespace Plum.Standalone.Durable;

/// <summary>
/// Runs the orchestrations of this process. A turn takes what happened to an instance, plays its orchestrator, and stores
/// the outcome in one write before anything of it takes effect; so whatever was stored can go on after a kill.
/// </summary>
internal sealed partial class DurableEngine : IHostedLifecycleService, IDisposable
{
    private const int MostTurnsAtOnce = 32;

    private readonly InstanceStore _store;
    private readonly Orchestrators _orchestrators;
    private readonly ActivityPool _activities;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DueQueue _due;
    private readonly ConcurrentDictionary<string, Instance> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> _starting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(MostTurnsAtOnce);
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly WorkCount _work = new();
    private readonly Leadership _leadership;
    private readonly QueueClient _words;
    private Task _sharing = Task.CompletedTask;
    private int _loadedTerm;
    private volatile bool _stopping;

    public DurableEngine(
        InstanceStore store, Orchestrators orchestrators, ActivityPool activities, Leadership leadership, QueueServiceClient queues,
        TimeProvider time, ILogger<DurableEngine> log)
    {
        (_leadership, _words) = (leadership, queues.GetQueueClient(Queue));
        (_store, _orchestrators, _activities, _time, _log) = (store, orchestrators, activities, time, log);
        _due = new DueQueue(time, Signal);
    }

    internal InstanceStore Store => _store;

    internal int LiveCount => _live.Count;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_leadership.IsAlone)
        {
            await LoadAsync(cancellationToken);
            return;
        }

        await _words.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        await FollowLeadershipAsync();
        _sharing = Task.Run(ShareAsync, CancellationToken.None);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>No activity begins and no timer fires from here on; activities that run are canceled.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _due.Stop();
        _activities.GiveUpWaiting();
        return _activities.CancelAsync();
    }

    /// <summary>What runs may finish and be stored.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Stopping.WaitAsync(Task.WhenAll(_work.WhenNone(), _sharing), _time, cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _due.Dispose();
        _turns.Dispose();
        _loading.Dispose();
    }

    /// <summary>Whether what is in memory was read since this process took the lead.</summary>
    private bool IsLoaded => Volatile.Read(ref _loadedTerm) == _leadership.Term;

    private async Task LoadAsync(CancellationToken ct)
    {
        if (IsLoaded)
        {
            return;
        }

        await _loading.WaitAsync(ct);
        try
        {
            var term = _leadership.Term;
            if (_loadedTerm != term)
            {
                Forget();
                var stored = await _store.LoadAsync(ct);
                _log.Loaded(stored.Count);
                stored.ToList().ForEach(one => Resume(new Instance(one)));
                Volatile.Write(ref _loadedTerm, term);
            }
        }
        finally
        {
            _loading.Release();
        }
    }
}
