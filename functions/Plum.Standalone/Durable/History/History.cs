using Google.Protobuf;
using Google.Protobuf.Collections;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>
/// The events of one execution after its start, and what they leave open. Kept as the bytes the worker is sent, because
/// most orchestrations sleep, and put after one another such messages are one: appending never rewrites.
/// </summary>
internal sealed class History
{
    /// <summary>Bytes of a page, which is never written again, and at most of the rest. Under a property's 64 KiB.</summary>
    public const int PageSize = 48 * 1024;

    private readonly Dictionary<int, P.TaskScheduledEvent> _activities;
    private readonly Dictionary<int, DateTimeOffset> _timers;

    private History(
        byte[] bytes,
        IEnumerable<P.HistoryEvent> events,
        Dictionary<int, P.TaskScheduledEvent> activities,
        Dictionary<int, DateTimeOffset> timers)
    {
        (Bytes, _activities, _timers) = (bytes, activities, timers);
        foreach (var entry in events)
        {
            Note(entry);
        }
    }

    public static History None { get; } = Read([]);

    public byte[] Bytes { get; }

    public int FullPages => Math.Max(0, (Bytes.Length - 1) / PageSize);

    /// <summary>The activities without a result, by the number the orchestrator gave them.</summary>
    public IReadOnlyDictionary<int, P.TaskScheduledEvent> Activities => _activities;

    /// <summary>When the next timer fires. One that was canceled does too; it is over only with its execution.</summary>
    public DateTimeOffset? NextTimer => _timers.Count == 0 ? null : _timers.Values.Min();

    public static History Read(byte[] bytes) => new(bytes, Events(bytes), [], []);

    public History With(IReadOnlyCollection<P.HistoryEvent> events)
    {
        var message = new P.OrchestratorRequest { PastEvents = { events } };
        return new([.. Bytes, .. message.ToByteArray()], events, new(_activities), new(_timers));
    }

    public IReadOnlyList<P.HistoryEvent> Events() => Events(Bytes);

    public byte[] Page(int page) => Bytes[(page * PageSize)..((page + 1) * PageSize)];

    /// <summary>What is not in a full page.</summary>
    public byte[] Tail() => Bytes[(FullPages * PageSize)..];

    /// <summary>The timers due, in the order in which they are.</summary>
    public IEnumerable<P.HistoryEvent> Due(DateTimeOffset now) =>
        _timers.Where(timer => timer.Value <= now).OrderBy(timer => timer.Value).ThenBy(timer => timer.Key)
            .Select(timer => new P.HistoryEvent
            {
                EventId = -1,
                TimerFired = new P.TimerFiredEvent { TimerId = timer.Key, FireAt = timer.Value.ToProto() },
            });

    private static RepeatedField<P.HistoryEvent> Events(byte[] bytes) => P.OrchestratorRequest.Parser.ParseFrom(bytes).PastEvents;

    private void Note(P.HistoryEvent entry)
    {
        switch (entry.EventTypeCase)
        {
            case P.HistoryEvent.EventTypeOneofCase.TaskScheduled:
                _activities[entry.EventId] = entry.TaskScheduled;
                break;
            case P.HistoryEvent.EventTypeOneofCase.TaskCompleted:
                _activities.Remove(entry.TaskCompleted.TaskScheduledId);
                break;
            case P.HistoryEvent.EventTypeOneofCase.TaskFailed:
                _activities.Remove(entry.TaskFailed.TaskScheduledId);
                break;
            case P.HistoryEvent.EventTypeOneofCase.TimerCreated:
                _timers[entry.EventId] = entry.TimerCreated.FireAt.ToDateTimeOffset();
                break;
            case P.HistoryEvent.EventTypeOneofCase.TimerFired:
                _timers.Remove(entry.TimerFired.TimerId);
                break;
        }
    }
}
