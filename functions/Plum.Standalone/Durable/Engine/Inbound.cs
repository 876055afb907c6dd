namespace Plum.Standalone.Durable;

/// <summary>Something that happened to an orchestration since its last turn.</summary>
/// <param name="Row">The row that holds an event until a turn takes it; null for an activity's result.</param>
/// <param name="ExecutionId">Whose activity it was; null for an event.</param>
internal sealed record Inbound(HistoryEvent Event, string? Row = null, string? ExecutionId = null);
