namespace Plum.Standalone.Clock;

/// <summary>A schedule waiting for a virtual clock to pass over it; it happens once, at the latest occurrence passed.</summary>
internal sealed class PassiveTimer(Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after)
{
    // Its continuation runs on the clock's thread, so that the caller holds the clock before time goes on.
    private readonly TaskCompletionSource<DateTimeOffset> _passed = new();

    public Task<DateTimeOffset> Passed => _passed.Task;

    /// <summary>The first occurrence not dealt with, in UTC ticks; <see cref="long.MaxValue"/> when there is none.</summary>
    public long Due { get; } = next(after)?.UtcTicks ?? long.MaxValue;

    /// <summary>The latest occurrence up to an instant that is not before <see cref="Due"/>.</summary>
    public long LatestUpTo(long instant) => next.LatestUpTo(At(Due), At(instant)).UtcTicks;

    /// <summary>Called by the clock as it takes the schedule off its agenda; gives what then happens.</summary>
    public Action Pass(long now)
    {
        var latest = At(LatestUpTo(now));
        return () => _passed.TrySetResult(latest);
    }

    public void Cancel(CancellationToken stop) => _passed.TrySetCanceled(stop);

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
