using NodaTime;

namespace Plum.Core.Calls;

/// <summary>What came of one attempt. The names are those posted as <c>callee_type</c>.</summary>
public enum CalleeType
{
    Unknown,
    Voice,
    AnsweringMachine,
    Fax,
    Busy,
    NoAnswer,
    OperatorIntercept,
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
/// <param name="IsOpen">Placed, and its outcome is still to come; <paramref name="EndsAt"/> is until when that is waited for.</param>
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
    /// <summary>Busy, no answer and operator intercept are tried again; an answered call never is, whatever went wrong in it.</summary>
    public bool IsWorthRetrying => !Completed && CalleeType is CalleeType.Busy or CalleeType.NoAnswer or CalleeType.OperatorIntercept;

    /// <summary>When the next attempt is due, or null when this one is the last. Measured from the end of the attempt.</summary>
    /// <remarks>An attempt that would come due only after the call has expired is not waited for: the call has failed now.</remarks>
    public Instant? NextDue(CallSettings settings)
    {
        var due = EndsAt + Duration.FromSeconds(settings.RetryInterval);
        return !IsOpen && IsWorthRetrying && Number <= settings.MaxRetries && !(due >= settings.Expires) ? due : null;
    }
}

/// <summary>A call as its gateway knows it.</summary>
/// <param name="Name">The gateway's name in the settings.</param>
/// <param name="Reference">What the gateway calls it; null when its answer to the placing was lost.</param>
public sealed record GatewayCall(string Name, string? Reference)
{
    public override string ToString() => $"{Name} {Reference}";

    public static GatewayCall Parse(string text) => text.Split(' ', 2) is [var name, { Length: > 0 } reference] ? new(name, reference) : new(text.Trim(), null);
}
