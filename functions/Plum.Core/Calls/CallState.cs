namespace Plum.Core.Calls;

/// <summary>Where a call stands. Every accepted call is in exactly one state at every instant.</summary>
public enum CallState
{
    /// <summary>Never started; it is in the queue, in order.</summary>
    Waiting,

    /// <summary>Its last attempt failed and another is to come.</summary>
    Retrying,

    /// <summary>An attempt is being placed or is in progress.</summary>
    InFlight,

    /// <summary>Answered. Final.</summary>
    Completed,

    /// <summary>Not answered after the last attempt, or its application failed. Final.</summary>
    Failed,

    /// <summary>Taken out of the queue by a user. Final.</summary>
    Canceled,

    /// <summary>The campaign or the call ended before it could be placed. Final.</summary>
    Expired,
}

/// <summary>The names of call states in the interface.</summary>
public static class CallStates
{
    private static readonly string[] Names =
        ["waiting", "retrying", "in_flight", "completed", "failed", "canceled", "expired"];

    public static string Name(this CallState state) => Names[(int)state];

    public static CallState? Parse(string? name) =>
        Array.IndexOf(Names, name) is var index && index >= 0 ? (CallState)index : null;
}
