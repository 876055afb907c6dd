namespace Plum.Standalone.Host;

/// <summary>A clock that does not wait: it moves to the next due instant whenever nothing is running.</summary>
public sealed class VirtualClock(DateTimeOffset start) : TimeProvider
{
    private long _now = start.UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>The clock does not pass this instant. Null: it runs free.</summary>
    public DateTimeOffset? Limit { get; set; }

    /// <summary>Awaited on each advance, with the new time, before anything due then happens.</summary>
    public Func<DateTimeOffset, Task>? Advanced { get; set; }

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime, period);

    /// <summary>Holds the clock until disposed.</summary>
    public IDisposable Busy() => throw new NotSupportedException($"{_now}");

    /// <summary>Lets everything due up to and including <paramref name="instant"/> happen, then stops there.</summary>
    public Task AdvanceToAsync(DateTimeOffset instant) => Task.FromException(new NotSupportedException($"{_now}"));

    /// <summary>Completes when nothing is running and nothing is due at or before now.</summary>
    public Task WhenIdleAsync() => Task.FromException(new NotSupportedException($"{_now}"));
}
