namespace Plum.Standalone.Clock;

/// <summary>What is due on a virtual clock. Not thread-safe: the clock's lock guards it.</summary>
internal sealed class ClockAgenda
{
    private readonly SortedSet<VirtualTimer> _timers =
        new(Comparer<VirtualTimer>.Create((a, b) => a.Place.CompareTo(b.Place)));

    private readonly List<PassiveTimer> _passive = [];
    private long _order;

    /// <summary>The next instant something drives the clock to, in UTC ticks.</summary>
    public long? NextDue => _timers.Min?.Place.Due;

    public bool IsDue(long now) => NextDue <= now || _passive.Exists(p => p.Due <= now);

    public void Add(VirtualTimer timer, long due)
    {
        timer.Place = (due, _order++);
        timer.IsScheduled = true;
        _timers.Add(timer);
    }

    public void Remove(VirtualTimer timer)
    {
        _timers.Remove(timer);
        timer.IsScheduled = false;
    }

    public void Add(PassiveTimer timer) => _passive.Add(timer);

    public void Remove(PassiveTimer timer) => _passive.Remove(timer);

    /// <summary>Takes what is due first, timers before schedules; gives what then happens, null when nothing is.</summary>
    public Action? TakeDue(long now)
    {
        if (_timers.Min is { } timer && timer.Place.Due <= now)
        {
            Remove(timer);
            timer.Woken();
            if (timer.Period > TimeSpan.Zero)
            {
                Add(timer, timer.Place.Due + timer.Period.Ticks);
            }

            return timer.Fire;
        }

        if (_passive.Find(p => p.Due <= now) is not { } schedule)
        {
            return null;
        }

        _passive.Remove(schedule);
        return schedule.Pass(now);
    }

    /// <summary>The first instant on the way where a schedule has its latest occurrence, or the target itself.</summary>
    public long StopOver(long now, long target)
    {
        foreach (var timer in _passive)
        {
            if (timer.Due <= target && timer.Due > now)
            {
                target = Math.Min(target, timer.LatestUpTo(target));
            }
        }

        return target;
    }
}
