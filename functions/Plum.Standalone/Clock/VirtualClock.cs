namespace Plum.Standalone.Clock;

/// <summary>A clock that does not wait: it moves to the next due instant whenever nothing is running.</summary>
/// <remarks>
/// Nothing is running when no <see cref="Busy"/> scope is held. Calls of functions, requests being served and requests sent
/// hold one; a call that awaits <c>Task.Delay(d, clock)</c> gives its own up until that instant. Timers happen in order of
/// their instants, those of one instant in the order they were made, and never while time stands before them.
/// The schedules of timer triggers happen as time passes over them, but time does not move for their sake.
/// </remarks>
public sealed partial class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly ClockAgenda _agenda = new();
    private readonly ClockWaiters _waiters = new();
    private long _now;
    private long _changes;
    private int _busy;
    private int _unsure;
    private bool _pumping;
    private Func<DateTimeOffset?>[] _watches = [];
    private DateTimeOffset? _limit;

    public VirtualClock(DateTimeOffset start) => _now = start.UtcTicks;

    /// <summary>Timestamps are virtual time too, in units of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The clock does not pass this instant. Null, as at first: it runs free.</summary>
    public DateTimeOffset? Limit
    {
        get
        {
            lock (_gate)
            {
                return _limit;
            }
        }

        set
        {
            lock (_gate)
            {
                _limit = value;
                Wake();
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var sleeper = ClockSleep.Is(state) ? ClockInvocation.On(this) : null;
        var timer = new VirtualTimer(this, callback, state, sleeper);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Holds the clock until disposed: something is running.</summary>
    public IDisposable Busy()
    {
        Update(() => Hold(1));
        return new ClockHold(this);
    }

    /// <summary>
    /// Lets everything due up to and including an instant happen. Completes when it is that instant and nothing is running,
    /// and leaves the clock stopped there (<see cref="Limit"/>).
    /// </summary>
    public Task AdvanceToAsync(DateTimeOffset instant)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(instant.UtcTicks, _now, nameof(instant));
            var done = _waiters.Add(instant);
            _limit = _waiters.Furthest;
            Wake();
            return done;
        }
    }

    /// <summary>Completes when nothing is running and nothing is due at or before now.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            var done = _waiters.Add(null);
            Wake();
            return done;
        }
    }

    /// <summary>
    /// Completes with the latest of a schedule's occurrences when time passes over it, at once when it has. The caller goes on
    /// before time does, up to its first await.
    /// </summary>
    /// <param name="next">The first occurrence after an instant.</param>
    /// <param name="after">Occurrences up to this instant have been dealt with.</param>
    internal Task<DateTimeOffset> PassedAsync(Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after, CancellationToken stop)
    {
        var timer = new PassiveTimer(next, after);
        lock (_gate)
        {
            _agenda.Add(timer);
            Wake();
        }

        var leave = stop.Register(() =>
        {
            lock (_gate)
            {
                _agenda.Remove(timer);
            }

            timer.Cancel(stop);
        });
        timer.Passed.ContinueWith(_ => leave.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return timer.Passed;
    }

    /// <summary>Waits to the tick, where <c>Task.Delay</c> goes by whole milliseconds. The caller goes on before time does.</summary>
    internal Task WaitAsync(TimeSpan wait, CancellationToken ct)
    {
        var over = new TaskCompletionSource();
        var timer = CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), over, wait, Timeout.InfiniteTimeSpan);
        ct.UnsafeRegister(
            _ =>
            {
                timer.Dispose();
                over.TrySetCanceled(ct);
            },
            null);
        return over.Task;
    }

    /// <summary>Time does not pass what this says is due: work that is there before anybody holds the clock or has a timer for it.</summary>
    internal void Watch(Func<DateTimeOffset?> due)
    {
        lock (_gate)
        {
            _watches = [.. _watches, due];
        }
    }

    /// <summary>Runs one call of a function: it holds the clock except while it sleeps on it.</summary>
    internal Task InvokeAsync(Func<Task> body) => ClockInvocation.RunAsync(this, body);

    /// <summary>Waits for something outside while holding the clock, and lets go only when the one who waited has been told.</summary>
    internal Task<T> HoldAsync<T>(Func<Task<T>> wait)
    {
        var busy = Busy();
        var told = new TaskCompletionSource<T>(); // tells at once, before the next line of whoever completes it
        Started().ContinueWith(
            done =>
            {
                told.SetFromTask(done);
                busy.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return told.Task;

        async Task<T> Started() => await wait().ConfigureAwait(false); // what fails at once fails like the rest
    }

    /// <summary>Waits likewise on behalf of the call this code is part of, which may be asleep in another place.</summary>
    internal static Task<T> HoldCallAsync<T>(Func<Task<T>> wait) => ClockInvocation.Clock is { } clock ? clock.HoldAsync(wait) : wait();

    /// <summary>Changes what holds the clock, in one step.</summary>
    internal void Update(Action change)
    {
        lock (_gate)
        {
            change();
            _changes++;
            Wake();
        }
    }

    /// <summary>Called within <see cref="Update"/>.</summary>
    internal void Hold(int scopes) => _busy += scopes;

    /// <summary>Called within <see cref="Update"/>: calls that sleep in one place and may be at work in another.</summary>
    internal void Doubt(int calls) => _unsure += calls;

    /// <summary>Called within <see cref="Update"/>.</summary>
    internal void Schedule(VirtualTimer timer, TimeSpan dueTime) => _agenda.Add(timer, _now + dueTime.Ticks);

    /// <summary>Called within <see cref="Update"/>.</summary>
    internal void Unschedule(VirtualTimer timer) => _agenda.Remove(timer);
}
