using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Durable;

/// <summary>
/// Runs the orchestrations of this process. A turn takes what happened to an instance, plays its orchestrator, and stores
/// the outcome in one write before anything of it takes effect; so whatever was stored can go on after a kill.
/// </summary>
internal sealed partial class DurableEngine : IHostedService, IDisposable
{
    private const int MostTurnsAtOnce = 32;

    /// <summary>Real time a stop waits for turns and activities that are running.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

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
    private bool _loaded;
    private volatile bool _stopping;

    public DurableEngine(
        InstanceStore store, Orchestrators orchestrators, ActivityPool activities, TimeProvider time, ILogger<DurableEngine> log)
    {
        (_store, _orchestrators, _activities, _time, _log) = (store, orchestrators, activities, time, log);
        _due = new DueQueue(time, Signal);
    }

    internal InstanceStore Store => _store;

    internal int LiveCount => _live.Count;

    public Task StartAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    /// <summary>No activity begins and no timer fires from here on; what runs may finish and be stored.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        _due.Stop();
        _activities.GiveUpWaiting();
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        grace.CancelAfter(Grace);
        using var cancel = grace.Token.Register(_activities.Cancel);
        await Task.WhenAny(_work.WhenNone(), Task.Delay(Grace + Grace, TimeProvider.System, cancellationToken));
    }

    public void Dispose()
    {
        _due.Dispose();
        _turns.Dispose();
        _loading.Dispose();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _loaded))
        {
            return;
        }

        await _loading.WaitAsync(ct);
        try
        {
            if (!_loaded)
            {
                var stored = await _store.LoadAsync(ct);
                _log.Loaded(stored.Count);
                stored.Select(one => new Instance(one)).ToList().ForEach(Resume);
                Volatile.Write(ref _loaded, true);
            }
        }
        finally
        {
            _loading.Release();
        }
    }
}
