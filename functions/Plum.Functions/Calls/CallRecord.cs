using System.Collections.Immutable;
using Azure;
using NodaTime;
using Plum.Core.Calls;

namespace Plum.Functions.Calls;

/// <summary>What is stored of a call once anything has happened to it.</summary>
/// <param name="State">
/// The state it has once its last attempt is over; <see cref="CallState.InFlight"/> while that is not known.
/// </param>
/// <param name="Claims">
/// How many attempts have been claimed; one more than are recorded while the newest is being placed.
/// </param>
/// <param name="Run">The row of the run that claimed its newest attempt.</param>
/// <param name="NextDue">When the retry it is owed falls due, in ticks, as far as it is owed one.</param>
/// <param name="Attempts">The recorded attempts, in order.</param>
public sealed record CallRecord(
    long Position,
    CallState State,
    int Claims,
    string? Run,
    ImmutableArray<CallAttempt> Attempts,
    ResultDelivery Delivery,
    ETag Version,
    long? NextDue = null)
{
    /// <summary>
    /// The state at an instant: a call whose last attempt is not over yet is in flight, whatever will come of it.
    /// </summary>
    public CallState StateAt(Instant now) =>
        Attempts is [.., var last] && (last.IsOpen || last.EndsAt > now) ? CallState.InFlight : State;

    public bool IsFinalAt(Instant now) =>
        StateAt(now) is CallState.Completed or CallState.Failed or CallState.Canceled or CallState.Expired;
}
