namespace Plum.Standalone.Durable;

/// <summary>An orchestration that has not ended, in memory: its stored state and what happened to it since.</summary>
internal sealed class Instance
{
    /// <summary>Events taken in one turn; with its own row and pages a turn then fits a transaction of 100.</summary>
    private const int MostPerTurn = 32;

    private const int MostAtEnd = 90;

    private readonly Lock _lock = new();
    private readonly List<Inbound> _inbox = [];
    private readonly HashSet<(string Execution, int Step)> _running = [];
    private long _lastEvent;

    public Instance(StoredInstance stored) => Load(stored);

    public string Id => State.Id;

    public InstanceState State { get; private set; } = null!;

    public Outstanding Open { get; private set; } = Outstanding.None;

    /// <summary>Whether the first turn of this execution has been.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Held by whoever writes to the instance's partition.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>Whether a write failed, so that what is stored may differ from what is here.</summary>
    public bool IsStale { get; set; }

    /// <summary>When a stale instance has its next turn.</summary>
    public DateTimeOffset RetryAt { get; set; }

    /// <summary>Turns that failed one after another.</summary>
    public int Failures { get; set; }

    /// <summary>Why this execution must fail, found after its turn; see <see cref="TurnThread"/>.</summary>
    public (string Execution, string Message)? Fault { get; set; }

    public TurnSwitch Turns { get; } = new();

    /// <summary>Completed when the first turn has been.</summary>
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when the orchestration has ended.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When there is something to do without anything happening; null when there is not.</summary>
    public DateTimeOffset? NextDue => HasBegun ? Open.NextTimer : State.StartAt ?? State.CreatedAt;

    public void Load(StoredInstance stored)
    {
        lock (_lock)
        {
            _inbox.RemoveAll(item => item.Row is not null);
            _inbox.AddRange(stored.Events.Select(pending => new Inbound(pending.Raised, pending.Row)));
            var numbers = stored.Events.Select(pending => InstanceRows.EventNumber(pending.Row));
            _lastEvent = Math.Max(_lastEvent, numbers.DefaultIfEmpty().Max());
            IsStale = false;
        }

        Take(stored.State, []);
    }

    public PendingEvent NewEvent(string name, string? payload) =>
        new(InstanceRows.EventKey(Interlocked.Increment(ref _lastEvent)), HistoryEvent.EventRaised(name, payload));

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
            _inbox.RemoveAll(item => item.ExecutionId is not null && !IsAwaited(item));
            var size = 0L;
            return [.. _inbox.Take(MostPerTurn)
                .TakeWhile((item, i) => (size += item.Event.Payload?.Length ?? 0) <= PayloadLimit.Batch || i == 0)];
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
        HasBegun = state.HasBegun;
        Open = Outstanding.Of(state.History);
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
    public IReadOnlyList<HistoryEvent> ActivitiesToRun()
    {
        lock (_lock)
        {
            return [.. Open.Activities.Values
                .Where(activity => !HasResult(activity) && _running.Add((State.ExecutionId, activity.Step!.Value)))];
        }
    }

    /// <summary>Takes an activity's result, or only that it runs no longer (null).</summary>
    public void ActivityEnded(string execution, int step, HistoryEvent? result)
    {
        lock (_lock)
        {
            _running.Remove((execution, step));
            if (result is not null)
            {
                _inbox.Add(new Inbound(result, ExecutionId: execution));
            }
        }
    }

    private bool HasResult(HistoryEvent activity) =>
        _inbox.Exists(item => item.ExecutionId == State.ExecutionId && item.Event.Step == activity.Step);

    private bool IsAwaited(Inbound result) =>
        result.ExecutionId == State.ExecutionId && Open.Activities.ContainsKey(result.Event.Step!.Value);
}
