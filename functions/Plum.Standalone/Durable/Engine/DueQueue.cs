using Plum.Standalone.Clock;

namespace Plum.Standalone.Durable;

/// <summary>Sleeping instances by the instant they are due, and one timer for the earliest of them.</summary>
internal sealed class DueQueue : IDisposable
{
    // The longest a timer of the operating system can be set for is 49 days.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly Action<Instance> _isDue;
    private readonly Lock _lock = new();
    private readonly SortedSet<Entry> _entries = [];
    private readonly Dictionary<Instance, Entry> _byInstance = [];
    private readonly ITimer _timer;
    private long _count;
    private bool _stopped;

    public DueQueue(TimeProvider time, Action<Instance> isDue)
    {
        _time = time;
        _isDue = isDue;
        _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the instance once at the given instant in place of the one before; not at all when null.</summary>
    public void Set(Instance instance, DateTimeOffset? due)
    {
        lock (_lock)
        {
            if (_byInstance.Remove(instance, out var old))
            {
                _entries.Remove(old);
            }

            if (due is { } at)
            {
                var entry = new Entry(at, _count++, instance);
                _entries.Add(entry);
                _byInstance[instance] = entry;
            }

            Arm();
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Wake()
    {
        var due = new List<Instance>();
        lock (_lock)
        {
            while (!_stopped && _entries.Min is { } first && first.At <= _time.GetUtcNow())
            {
                _entries.Remove(first);
                _byInstance.Remove(first.Instance);
                due.Add(first.Instance);
            }

            Arm();
        }

        due.ForEach(_isDue);
    }

    private void Arm()
    {
        var wait = Timeout.InfiniteTimeSpan;
        if (!_stopped && _entries.Min is { } first)
        {
            var left = first.At - _time.GetUtcNow();
            wait = left <= TimeSpan.Zero ? TimeSpan.Zero : left < LongestSleep ? WholeMilliseconds(left) : LongestSleep;
        }

        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    // The operating system's timers drop fractions of a millisecond, and would fire early.
    private TimeSpan WholeMilliseconds(TimeSpan left) =>
        _time is VirtualClock ? left : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));

    private sealed record Entry(DateTimeOffset At, long Number, Instance Instance) : IComparable<Entry>
    {
        public int CompareTo(Entry? other) => (At, Number).CompareTo((other!.At, other.Number));
    }
}
