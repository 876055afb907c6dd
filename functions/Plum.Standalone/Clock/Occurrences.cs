namespace Plum.Standalone.Clock;

/// <summary>A schedule is a function that gives its first occurrence after an instant, null when there is none.</summary>
internal static class Occurrences
{
    /// <summary>The latest occurrence up to an instant, given one that is not after it.</summary>
    public static DateTimeOffset LatestUpTo(this Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset occurrence, DateTimeOffset instant)
    {
        // From ever further back until there is one: a long leap over a frequent schedule takes few steps.
        var latest = occurrence;
        for (var back = TimeSpan.FromSeconds(1); instant - back > occurrence; back *= 2)
        {
            if (next(instant - back) is { } found && found <= instant)
            {
                latest = found;
                break;
            }
        }

        while (next(latest) is { } later && later <= instant)
        {
            latest = later;
        }

        return latest;
    }
}
