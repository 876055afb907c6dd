using System.Text.Json.Serialization;
using Microsoft.DurableTask;

namespace Plum.Standalone.Durable;

/// <summary>One line of an orchestration's history.</summary>
/// <param name="At">When the turn started, or when the timer is due.</param>
/// <param name="Step">The number of the activity or timer, in the order in which the orchestrator made them.</param>
/// <param name="Name">The activity's or the event's name.</param>
/// <param name="Payload">The activity's input or result, or the event's payload, as JSON.</param>
internal sealed record HistoryEvent(
    [property: JsonPropertyName("k")] HistoryKind Kind,
    [property: JsonPropertyName("t")] DateTimeOffset? At = null,
    [property: JsonPropertyName("s")] int? Step = null,
    [property: JsonPropertyName("n")] string? Name = null,
    [property: JsonPropertyName("p")] string? Payload = null,
    [property: JsonPropertyName("f")] TaskFailureDetails? Failure = null)
{
    public static HistoryEvent TurnStarted(DateTimeOffset at) => new(HistoryKind.TurnStarted, at);

    public static HistoryEvent ActivityScheduled(int step, string name, string? input) =>
        new(HistoryKind.ActivityScheduled, Step: step, Name: name, Payload: input);

    public static HistoryEvent ActivityCompleted(int step, string? result) =>
        new(HistoryKind.ActivityCompleted, Step: step, Payload: result);

    public static HistoryEvent ActivityFailed(int step, TaskFailureDetails failure) =>
        new(HistoryKind.ActivityFailed, Step: step, Failure: failure);

    public static HistoryEvent TimerCreated(int step, DateTimeOffset due) => new(HistoryKind.TimerCreated, due, step);

    public static HistoryEvent TimerFired(int step) => new(HistoryKind.TimerFired, Step: step);

    public static HistoryEvent TimerCanceled(int step) => new(HistoryKind.TimerCanceled, Step: step);

    public static HistoryEvent EventRaised(string name, string? payload) =>
        new(HistoryKind.EventRaised, Name: name, Payload: payload);

    /// <summary>The event in the words of an error message.</summary>
    public override string ToString() => Kind switch
    {
        HistoryKind.ActivityScheduled => $"a call of activity '{Name}'",
        HistoryKind.TimerCreated => "a timer",
        HistoryKind.TimerCanceled => "the cancellation of a timer",
        _ => Kind.ToString(),
    };
}
