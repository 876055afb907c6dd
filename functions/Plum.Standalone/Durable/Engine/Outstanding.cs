namespace Plum.Standalone.Durable;

/// <summary>What a history leaves open: activities without a result and timers that neither fired nor were canceled.</summary>
internal sealed class Outstanding
{
    private readonly Dictionary<int, HistoryEvent> _activities = [];
    private readonly Dictionary<int, DateTimeOffset> _timers = [];

    private Outstanding()
    {
    }

    public static Outstanding None { get; } = new();

    public IReadOnlyDictionary<int, HistoryEvent> Activities => _activities;

    public DateTimeOffset? NextTimer => _timers.Count == 0 ? null : _timers.Values.Min();

    public static Outstanding Of(IEnumerable<HistoryEvent> history)
    {
        var open = new Outstanding();
        foreach (var entry in history)
        {
            open.Note(entry);
        }

        return open;
    }

    /// <summary>The timers due, in the order in which they are.</summary>
    public IEnumerable<HistoryEvent> Due(DateTimeOffset now) =>
        _timers.Where(timer => timer.Value <= now).OrderBy(timer => timer.Value).ThenBy(timer => timer.Key)
            .Select(timer => HistoryEvent.TimerFired(timer.Key));

    private void Note(HistoryEvent entry)
    {
        switch (entry.Kind)
        {
            case HistoryKind.ActivityScheduled:
                _activities[entry.Step!.Value] = entry;
                break;
            case HistoryKind.ActivityCompleted or HistoryKind.ActivityFailed:
                _activities.Remove(entry.Step!.Value);
                break;
            case HistoryKind.TimerCreated:
                _timers[entry.Step!.Value] = entry.At!.Value;
                break;
            case HistoryKind.TimerFired or HistoryKind.TimerCanceled:
                _timers.Remove(entry.Step!.Value);
                break;
        }
    }
}
