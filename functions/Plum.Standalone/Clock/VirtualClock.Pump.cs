namespace Plum.Standalone.Clock;

/// <content>How time goes on: step by step, decided under the lock, done outside it.</content>
public sealed partial class VirtualClock
{
    private enum Step
    {
        Stop,
        Happen,
        Look,
        Advance,
    }

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
            switch (Next(look, out var happen))
            {
                case Step.Happen:
                    happen!();
                    break;
                case Step.Look:
                    look = await LookAsync();
                    break;
                case Step.Stop:
                    return;
            }
        }
    }

    private Step Next(Outlook look, out Action? happen)
    {
        lock (_gate)
        {
            happen = _agenda.TakeDue(_now);
            if (happen is not null)
            {
                return Step.Happen;
            }

            if (_busy == 0)
            {
                if ((_unsure > 0 || _watches.Length > 0) && look.Changes != _changes)
                {
                    return Step.Look;
                }

                _waiters.Release(_now);
                if (Target() is { } target)
                {
                    Interlocked.Exchange(ref _now, Math.Min(target, look.Bound));
                    _changes++;
                    return Step.Advance;
                }
            }

            _pumping = false;
            return Step.Stop;
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
