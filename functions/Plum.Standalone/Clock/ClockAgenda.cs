namespace Plum.Standalone.Clock;

/// <summary>What is due on a virtual clock. Not thread-safe: the clock's lock guards it.</summary>
internal sealed class ClockAgenda
{
    private readonly SortedSet<VirtualTimer> _timers = new(Comparer<VirtualTimer>.Create((a, b) => a.Place.CompareTo(b.Place)));
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

    /// <summary>Takes the first timer due by now; a periodic one is put back for its next turn.</summary>
    public VirtualTimer? TakeDue(long now)
    {
        if (_timers.Min is not { } timer || timer.Place.Due > now)
        {
            return null;
        }

        Remove(timer);
        timer.Woken();
        if (timer.Period > TimeSpan.Zero)
        {
            Add(timer, timer.Place.Due + timer.Period.Ticks);
        }

        return timer;
    }

    public PassiveTimer? TakePassed(long now)
    {
        var timer = _passive.Find(p => p.Due <= now);
        if (timer is not null)
        {
            timer.Pass(now);
            _passive.Remove(timer);
        }

        return timer;
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
