using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>An orchestration that has not ended, in memory: its stored state and what happened to it since.</summary>
internal sealed class Instance
{
    /// <summary>Events taken in one turn; with its own row and pages a turn then fits a transaction of 100.</summary>
    private const int MostPerTurn = 32;

    private const int MostAtEnd = 90;

    private readonly Lock _lock = new();
    private readonly List<Inbound> _inbox = [];
    private readonly HashSet<ActivityKey> _running = [];
    private long _lastEvent;
    private int _signals;

    public Instance(StoredInstance stored) => Load(stored);

    public string Id => State.Id;

    public InstanceState State { get; private set; } = null!;

    /// <summary>Held by whoever writes to the instance's partition.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether a write failed, so that what is stored may differ from what is here.</summary>
    public bool IsStale { get; set; }

    /// <summary>When a stale instance has its next turn.</summary>
    public DateTimeOffset RetryAt { get; set; }

    /// <summary>Turns that failed one after another.</summary>
    public int Failures { get; set; }

    /// <summary>The execution that was resumed from outside, and so must fail; see <see cref="OrchestratorTurn"/>.</summary>
    public string? Resumed { get; set; }

    /// <summary>Counts up from 0, where nobody takes its turns; whoever made it 1 does, until nothing came meanwhile.</summary>
    public ref int Signals => ref _signals;

    public void Load(StoredInstance stored)
    {
        lock (_lock)
        {
            _inbox.RemoveAll(item => item.Row is not null);
            _inbox.AddRange(stored.Events.Select(Inbound.Of));
            var numbers = stored.Events.Select(pending => InstanceRows.EventNumber(pending.Row));
            _lastEvent = Math.Max(_lastEvent, numbers.DefaultIfEmpty().Max());
            IsStale = false;
        }

        Take(stored.State, []);
    }

    public PendingEvent NewEvent(string name, string? payload) =>
        new(InstanceRows.EventKey(Interlocked.Increment(ref _lastEvent)), new P.EventRaisedEvent { Name = name, Input = payload });

    public void Add(Inbound item)
    {
        lock (_lock)
        {
            _inbox.Add(item);
        }
    }

    /// <summary>What the next turn takes: results and events in the order they came.</summary>
    public IReadOnlyList<Inbound> Batch()
    {
        lock (_lock)
        {
            _inbox.RemoveAll(item => item.Activity is { } activity && !IsAwaited(activity));
            var size = 0L;
            return [.. _inbox.Take(MostPerTurn)
                .TakeWhile((item, i) => (size += item.Event.CalculateSize()) <= Payload.MostTaken || i == 0)];
        }
    }

    /// <summary>All that waits; what one transaction can delete when the orchestration ends.</summary>
    public IReadOnlyList<Inbound> Inbox()
    {
        lock (_lock)
        {
            return [.. _inbox.Take(MostAtEnd)];
        }
    }

    /// <summary>Takes over what a turn stored.</summary>
    public void Take(InstanceState state, IReadOnlyCollection<Inbound> consumed)
    {
        State = state;
        lock (_lock)
        {
            _inbox.RemoveAll(consumed.Contains);
        }
    }

    public bool HasInbox()
    {
        lock (_lock)
        {
            return _inbox.Count > 0;
        }
    }

    /// <summary>The open activities that are not running yet; from now on they are.</summary>
    public IReadOnlyList<(ActivityKey Key, P.TaskScheduledEvent Scheduled)> ActivitiesToRun()
    {
        lock (_lock)
        {
            return [.. from open in State.History.Activities
                       let key = new ActivityKey(State.ExecutionId, open.Key)
                       where !_inbox.Exists(item => item.Activity == key) && _running.Add(key)
                       select (key, open.Value)];
        }
    }

    /// <summary>Takes an activity's result, or only that it runs no longer (null).</summary>
    public void ActivityEnded(ActivityKey activity, P.HistoryEvent? result)
    {
        lock (_lock)
        {
            _running.Remove(activity);
            if (result is not null)
            {
                _inbox.Add(new Inbound(result, Activity: activity));
            }
        }
    }

    private bool IsAwaited(ActivityKey activity) =>
        activity.ExecutionId == State.ExecutionId && State.History.Activities.ContainsKey(activity.Number);
}
