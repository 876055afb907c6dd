using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>Everything the planner may look at: one reading of a campaign at one instant.</summary>
/// <param name="Anchor">
/// When the campaign was last started or its pace changed: a window open at that instant begins a fresh period there.
/// </param>
/// <param name="Now">The reading's instant.</param>
/// <param name="From">
/// Slots before this instant have been given out already, or were missed; they are never given out again.
/// </param>
/// <param name="Horizon">How far past <paramref name="Now"/> slots may be given out.</param>
/// <param name="Waiting">Calls of the list that have never started.</param>
/// <param name="Due">
/// When attempts with an instant of their own become due (retries, calls queued one by one), ascending; the earliest
/// <paramref name="MaxCalls"/> of them are enough.
/// </param>
/// <param name="Outstanding">Calls are in flight, or more attempts wait than <paramref name="Due"/> lists.</param>
/// <param name="CallsPerSecond">
/// The capacity: starts of a window lie at least 1/CallsPerSecond apart, and a burst is paced by it.
/// </param>
/// <param name="MaxCalls">The most calls to give out in one plan, at least 1.</param>
/// <param name="Spacing">
/// From one call to the next, where that is longer than from slot to slot: slots in between are lost.
/// </param>
public sealed record PlanRequest(
    Calendar Calendar,
    Instant Anchor,
    Instant Now,
    Instant From,
    Duration Horizon,
    long Waiting,
    IReadOnlyList<Instant> Due,
    bool Outstanding,
    double CallsPerSecond,
    int MaxCalls,
    Duration Spacing = default);
