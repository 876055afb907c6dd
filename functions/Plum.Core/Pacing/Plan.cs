using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>What a campaign does next, and why.</summary>
public abstract record Plan
{
    private Plan(Reason reason) => Reason = reason;

    /// <summary>Why no call starts before the plan's first, or before <c>Until</c>.</summary>
    public Reason Reason { get; init; }

    /// <summary>Start these calls at these instants.</summary>
    /// <param name="Runs">In time order, at least one.</param>
    /// <param name="GivenOutTo">
    /// All slots before this instant are used up: the next request's <see cref="PlanRequest.From"/>.
    /// </param>
    /// <param name="LookAgain">
    /// When to plan again: half the horizon before the first slot not given out, so that its call can be sent ahead of
    /// its instant; at once when <see cref="PlanRequest.MaxCalls"/> cut the plan short; the end of the dates when no
    /// call is left.
    /// </param>
    public sealed record Release(IReadOnlyList<PlannedRun> Runs, Instant GivenOutTo, Instant LookAgain, Reason Reason)
        : Plan(Reason);

    /// <summary>Nothing starts before <paramref name="Until"/>, the instant of the next call.</summary>
    /// <remarks>
    /// Whoever wakes earlier to send the call ahead wakes by less than the horizon, or the answer is to sleep again.
    /// </remarks>
    public sealed record Sleep(Instant Until, Reason Reason) : Plan(Reason);

    /// <summary>Calls could start, but no line is free for them: they keep their places in the queue.</summary>
    public sealed record Hold(Instant LookAgain) : Plan(Reason.Of(Because.NoLine));

    /// <summary>
    /// Nothing is left to start, and only an event changes that: added calls, an edit, the outcome of a call.
    /// </summary>
    /// <param name="Until">The end of the campaign's last day.</param>
    public sealed record Wait(Instant Until, Reason Reason) : Plan(Reason);

    /// <summary>The dates are over: no call starts any more. Calls in flight run on.</summary>
    /// <param name="NeverPlaced">Calls and due attempts that found no slot.</param>
    public sealed record Finished(long NeverPlaced, Reason Reason) : Plan(Reason);
}

/// <summary>Successive slots for calls of one kind.</summary>
/// <param name="Due">
/// For attempts that are due, the earliest first; otherwise for the calls of the list, first in first out.
/// </param>
public sealed record PlannedRun(SlotRun Slots, bool Due);
