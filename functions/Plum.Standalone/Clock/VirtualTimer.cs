namespace Plum.Standalone.Clock;

/// <summary>A timer of a virtual clock. Its state changes only within the clock's <see cref="VirtualClock.Update"/>.</summary>
/// <param name="sleeper">The call that sleeps until this timer, null when it is nobody's sleep.</param>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state, ClockInvocation? sleeper) : ITimer
{
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private bool _disposed;

    /// <summary>The instant it is due, in UTC ticks, and its place among timers of that instant; meaningful while scheduled.</summary>
    public (long Due, long Order) Place { get; set; }

    public bool IsScheduled { get; set; }

    public TimeSpan Period { get; private set; }

    /// <summary>Called by the clock as it takes the timer off its agenda to fire it.</summary>
    public void Woken() => sleeper?.Wake();

    public void Fire()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, s => callback(s), state);
        }

        if (sleeper is not null)
        {
            clock.Update(sleeper.Leave);
        }
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Require(dueTime, nameof(dueTime));
        Require(period, nameof(period));
        var changed = false;
        clock.Update(() =>
        {
            changed = !_disposed;
            if (changed)
            {
                Move(dueTime);
                Period = period;
            }
        });
        return changed;
    }

    public void Dispose() => clock.Update(() =>
    {
        _disposed = true;
        Move(Timeout.InfiniteTimeSpan);
    });

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Require(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero, name);
        }
    }

    private void Move(TimeSpan dueTime)
    {
        if (IsScheduled)
        {
            clock.Unschedule(this);
            sleeper?.Rouse();
        }

        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            clock.Schedule(this, dueTime);
            sleeper?.Sleep();
        }
    }
}
