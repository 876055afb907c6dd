using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>Something that happened to an orchestration since its last turn.</summary>
/// <param name="Row">The row that holds an event until a turn takes it; null for an activity's result.</param>
/// <param name="Activity">Whose result it is; null for an event.</param>
internal sealed record Inbound(P.HistoryEvent Event, string? Row = null, ActivityKey? Activity = null)
{
    public static Inbound Of(PendingEvent pending) =>
        new(new P.HistoryEvent { EventId = -1, EventRaised = pending.Raised }, pending.Row);
}

/// <param name="Number">Of the activity's call, in the order in which the execution made them.</param>
internal sealed record ActivityKey(string ExecutionId, int Number);
