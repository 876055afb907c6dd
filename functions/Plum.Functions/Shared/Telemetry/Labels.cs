using Plum.Core.Calls;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>How a call ended.</summary>
internal static class Outcome
{
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Canceled = "canceled";
    public const string Expired = "expired";

    /// <summary>
    /// Failed in the books, and nobody saw how: the gateway broke off, or the dialer stopped before it wrote the answer
    /// down.
    /// </summary>
    public const string Unknown = "unknown";

    public static string Of(CallAttempt attempt) => Of(attempt.Completed, attempt.CalleeType);

    public static string Of(bool completed, CalleeType type) =>
        completed ? Completed : type == CalleeType.Unknown ? Unknown : Failed;
}

/// <summary>What is done again.</summary>
internal static class Retry
{
    public const string Call = "call";
    public const string Result = "result";
    public const string Change = "change";
}

/// <summary>What gateways told of calls.</summary>
internal static class Told
{
    public const string Recorded = "recorded";

    /// <summary>The attempt has an outcome already.</summary>
    public const string Known = "known";

    /// <summary>Kept until the placing of the call is recorded.</summary>
    public const string Early = "early";

    /// <summary>The call goes on.</summary>
    public const string Progress = "progress";

    /// <summary>Not from the gateway: refused.</summary>
    public const string Forged = "forged";
}

/// <summary>What came of posting a result.</summary>
internal static class Post
{
    public const string Accepted = "accepted";

    /// <summary>Answered, and not with success.</summary>
    public const string Refused = "refused";

    /// <summary>Not answered.</summary>
    public const string Failed = "failed";

    /// <summary>Neither accepted nor tried again.</summary>
    public const string Dead = "dead";
}

/// <summary>What was found undone, mostly by the check of all campaigns.</summary>
internal static class Finding
{
    /// <summary>A campaign with work to do had no orchestration.</summary>
    public const string NotRunning = "not_running";

    /// <summary>An orchestration had not heard of a change.</summary>
    public const string Unheard = "unheard";

    /// <summary>A call queued by itself was due and had not been given out.</summary>
    public const string Overdue = "overdue";

    /// <summary>A dialer had stopped between claim and record.</summary>
    public const string AbandonedRun = "abandoned_run";

    /// <summary>A campaign could not be checked.</summary>
    public const string NotChecked = "not_checked";

    public static IReadOnlyList<string> All { get; } = [NotRunning, Unheard, Overdue, AbandonedRun, NotChecked];
}
