namespace Plum.Core.Pacing;

/// <summary>
/// How many calls may go on at once in some scope, and how many may start in a second. Null is no limit.
/// </summary>
public sealed record LineLimit(int? CallsAtOnce, double? CallsPerSecond)
{
    public static readonly LineLimit None = new(null, null);

    public bool IsNone => this == None;

    /// <summary>From settings, where 0 is no limit.</summary>
    public static LineLimit Of(int callsAtOnce, double callsPerSecond) =>
        new(callsAtOnce == 0 ? null : callsAtOnce, callsPerSecond == 0 ? null : callsPerSecond);
}
