using NodaTime;

namespace Plum.Core.Calls;

/// <summary>Every way in which an attempt can end.</summary>
public enum CallOutcome
{
    /// <summary>Nobody knows, and it may have rung.</summary>
    Unknown,

    /// <summary>Answered, and its application ran: by whom, and for how long, say callee type and duration.</summary>
    Completed,

    Busy,
    NoAnswer,

    /// <summary>The callee, or the network in their place, would not take the call.</summary>
    Rejected,

    /// <summary>A recording of the network's, such as that the number is out of service.</summary>
    OperatorIntercept,

    /// <summary>Answered, and its application failed; or the gateway could not place it. The note says why.</summary>
    Failed,

    /// <summary>Given up on our side before anybody answered.</summary>
    Canceled,
}

/// <summary>The names of outcomes in the interface.</summary>
public static class CallOutcomes
{
    private static readonly string[] Names =
        ["unknown", "completed", "busy", "no_answer", "rejected", "operator_intercept", "failed", "canceled"];

    public static string Name(this CallOutcome outcome) => Names[(int)outcome];
}

/// <summary>Whom or what a call met. Up to operator intercept, the names are those of <c>callee_type</c>.</summary>
/// <remarks>Stored as numbers: new ones go to the end.</remarks>
public enum CalleeType
{
    Unknown,
    Voice,
    AnsweringMachine,
    Fax,
    Busy,
    NoAnswer,
    OperatorIntercept,

    /// <inheritdoc cref="CallOutcome.Rejected"/>
    Rejected,

    /// <summary>Nobody, and it did not ring: the gateway could not place the call.</summary>
    Failed,

    /// <inheritdoc cref="CallOutcome.Canceled"/>
    Canceled,
}

/// <summary>One attempt at a call: when it was dialed, and what came of it once that is known.</summary>
/// <param name="Number">1 for the first attempt.</param>
/// <param name="DialedAt">The instant the gateway was asked.</param>
/// <param name="EndsAt">When the call was, or will be, over.</param>
/// <param name="Completed">Answered, and its application ran.</param>
/// <param name="DurationSeconds">From answer to hang-up; 0 when nobody answered.</param>
/// <param name="Note">What an operator should know, or null.</param>
/// <param name="Transfers">Transfers out of the call; there may be several.</param>
/// <param name="TransferSeconds">How long they took together.</param>
/// <param name="IsOpen">
/// Placed, and its outcome is still to come; <paramref name="EndsAt"/> is until when that is waited for.
/// </param>
/// <param name="Gateway">Where to ask for it; null when the outcome was known at once.</param>
public sealed record CallAttempt(
    int Number,
    Instant DialedAt,
    Instant EndsAt,
    bool Completed,
    CalleeType CalleeType,
    int DurationSeconds,
    string? Note = null,
    int Transfers = 0,
    int TransferSeconds = 0,
    bool IsOpen = false,
    GatewayCall? Gateway = null)
{
    /// <summary>Somebody or something took the call, whatever went wrong in it afterwards.</summary>
    public bool IsAnswered =>
        Completed || CalleeType is CalleeType.Voice or CalleeType.AnsweringMachine or CalleeType.Fax;

    public CallOutcome Outcome => Completed ? CallOutcome.Completed : CalleeType switch
    {
        CalleeType.Busy => CallOutcome.Busy,
        CalleeType.NoAnswer => CallOutcome.NoAnswer,
        CalleeType.Rejected => CallOutcome.Rejected,
        CalleeType.OperatorIntercept => CallOutcome.OperatorIntercept,
        CalleeType.Canceled => CallOutcome.Canceled,
        CalleeType.Failed => CallOutcome.Failed,
        _ => IsAnswered ? CallOutcome.Failed : CallOutcome.Unknown,
    };

    /// <summary>
    /// When the next attempt is due, or null when this one is the last. Measured from the end of the attempt.
    /// </summary>
    /// <remarks>What would come due only after the call has expired is not waited for: the call is over now.</remarks>
    public Instant? NextDue(CallSettings settings)
    {
        if (IsOpen || settings.Retries.After(this) is not { } rule)
        {
            return null;
        }

        var due = EndsAt + Duration.FromSeconds(rule.Interval);
        return due >= settings.Expires ? null : due;
    }
}

/// <summary>A call as its gateway knows it.</summary>
/// <param name="Name">The gateway's name in the settings.</param>
/// <param name="Reference">What the gateway calls it; null when its answer to the placing was lost.</param>
public sealed record GatewayCall(string Name, string? Reference)
{
    public override string ToString() => $"{Name} {Reference}";

    public static GatewayCall Parse(string text) =>
        text.Split(' ', 2) is [var name, { Length: > 0 } reference] ? new(name, reference) : new(text.Trim(), null);
}
