namespace Plum.Functions.Accounts;

/// <summary>What the audit log says was done to something.</summary>
internal static class AuditAction
{
    public const string Created = "created";
    public const string Updated = "updated";
    public const string Deleted = "deleted";
    public const string Started = "started";
    public const string Stopped = "stopped";

    /// <summary>Its calls were suspended, or resumed.</summary>
    public const string Suspended = "suspended";

    public const string Resumed = "resumed";

    /// <summary>Calls that were waiting were canceled.</summary>
    public const string Canceled = "canceled";

    /// <summary>The result of a call was sent to be posted again.</summary>
    public const string Resent = "result resent";

    /// <summary>Calls were added to it.</summary>
    public const string CallsAdded = "calls added";
}
