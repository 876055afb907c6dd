namespace Plum.Standalone.Host;

/// <summary>A schedule waiting for time to pass over it; it happens once, at the latest occurrence passed.</summary>
internal sealed class PassiveTimer(Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after)
{
    // Its continuation runs on the clock's thread, so that the caller holds the clock before time goes on.
    private readonly TaskCompletionSource<DateTimeOffset> _passed = new();

    private long _firing;

    public Task<DateTimeOffset> Passed => _passed.Task;

    /// <summary>The first occurrence not dealt with, in UTC ticks; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Due { get; } = next(after)?.UtcTicks ?? long.MaxValue;

    /// <summary>The latest occurrence up to an instant, which is not before <see cref="Due"/>.</summary>
    public long LatestUpTo(long instant)
    {
        // From ever further back until there is one: a long leap over a frequent schedule takes few steps.
        var latest = Due;
        for (var back = TimeSpan.TicksPerSecond; instant - back > Due; back *= 2)
        {
            if (Next(instant - back) is var found && found <= instant)
            {
                latest = found;
                break;
            }
        }

        for (var later = Next(latest); later <= instant; later = Next(later))
        {
            latest = later;
        }

        return latest;
    }

    public void Fire() => _passed.TrySetResult(new(_firing, TimeSpan.Zero));

    public void Cancel(CancellationToken stop) => _passed.TrySetCanceled(stop);

    /// <summary>Called by the clock as it takes the schedule off its agenda.</summary>
    public PassiveTimer At(long now)
    {
        _firing = LatestUpTo(now);
        return this;
    }

    private long Next(long ticks) => next(new(ticks, TimeSpan.Zero))?.UtcTicks ?? long.MaxValue;
}
