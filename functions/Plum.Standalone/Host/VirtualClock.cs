namespace Plum.Standalone.Host;

/// <summary>A clock that does not wait: it moves to the next due instant whenever nothing is running.</summary>
/// <remarks>
/// Nothing is running when no <see cref="Busy"/> scope is held. Calls of functions, requests being served and requests sent
/// hold one; a call that awaits <c>Task.Delay(d, clock)</c> gives its own up until that instant. Timers happen in order of
/// their instants, those of one instant in the order they were made, and never while time stands before them.
/// The schedules of timer triggers happen as time passes over them, but time does not move for their sake.
/// </remarks>
public sealed class VirtualClock : TimeProvider
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

    private enum Step
    {
        Stop,
        Fire,
        Pass,
        Look,
        Advance,
    }

    /// <summary>Timestamps are virtual time too, in units of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Awaited on each advance, with the new time, before anything due then happens.</summary>
    public Func<DateTimeOffset, Task>? Advanced { get; set; }

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

    /// <summary>Time does not pass what this says is due: work that is there before anybody holds the clock or has a timer for it.</summary>
    internal void Watch(Func<DateTimeOffset?> due)
    {
        lock (_gate)
        {
            _watches = [.. _watches, due];
        }
    }

    /// <summary>Runs one call of a function: it holds the clock except while it sleeps on it.</summary>
    internal Task<T> InvokeAsync<T>(Func<Task<T>> body) => ClockInvocation.RunAsync(this, body);

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

    // Whoever makes a step possible starts the pump; it ends when there is none, so an idle clock costs nothing.
    private void Wake()
    {
        if (!_pumping && (_agenda.IsDue(_now) || (_busy == 0 && (_waiters.Any || Target() is not null))))
        {
            _pumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.Pump(), this, preferLocal: false);
        }
    }

    // Not a task: what a timer's callback throws ends the process, as it does on the system's clock.
    private async void Pump()
    {
        var look = new Outlook(-1, long.MaxValue);
        while (true)
        {
            var step = Next(look, out var timer, out var passive);
            switch (step)
            {
                case Step.Fire:
                    timer!.Fire();
                    break;
                case Step.Pass:
                    passive!.Fire();
                    break;
                case Step.Look:
                    look = await LookAsync();
                    break;
                case Step.Advance when Advanced is { } advanced:
                    await TellAsync(advanced);
                    break;
                case Step.Stop:
                    return;
            }
        }
    }

    private Step Next(Outlook look, out VirtualTimer? timer, out PassiveTimer? passive)
    {
        lock (_gate)
        {
            timer = null;
            passive = null;
            if ((timer = _agenda.TakeDue(_now)) is not null)
            {
                return Step.Fire;
            }

            if ((passive = _agenda.TakePassed(_now)) is not null)
            {
                return Step.Pass;
            }

            if (_busy > 0)
            {
                return Stop();
            }

            if ((_unsure > 0 || _watches.Length > 0) && look.Changes != _changes)
            {
                return Step.Look;
            }

            _waiters.Release(_now);
            return Target() is { } target ? Advance(Math.Min(target, look.Bound)) : Stop();
        }
    }

    // The second look before time goes on. With any change after it, time stays until the next.
    private async ValueTask<Outlook> LookAsync()
    {
        var seen = Interlocked.Read(ref _changes);
        if (Volatile.Read(ref _unsure) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), System);
        }

        // Outside the lock, because those asked have locks of their own.
        var bound = _watches.Min(watch => watch()?.UtcTicks) ?? long.MaxValue;
        if (bound > GetTimestamp())
        {
            return new(seen, bound);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(1), System);
        return new(-1, bound);
    }

    private async Task TellAsync(Func<DateTimeOffset, Task> advanced)
    {
        try
        {
            await advanced(GetUtcNow());
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _limit = GetUtcNow();
                _waiters.Fail(e);
            }
        }
    }

    private Step Stop()
    {
        _pumping = false;
        return Step.Stop;
    }

    private Step Advance(long target)
    {
        Interlocked.Exchange(ref _now, target);
        _changes++;
        return Step.Advance;
    }

    /// <summary>Where time goes next, null when it stays.</summary>
    private long? Target()
    {
        var due = _agenda.NextDue;
        var limit = _limit?.UtcTicks;
        var target = due is not null && (limit is null || due <= limit) ? due : _waiters.Furthest?.UtcTicks;
        return target > _now ? _agenda.StopOver(_now, target.Value) : null;
    }

    /// <param name="Changes">The changes seen.</param>
    /// <param name="Bound">An instant, in UTC ticks, that time may not pass yet.</param>
    private readonly record struct Outlook(long Changes, long Bound);
}
