namespace Plum.Standalone.Clock;

/// <summary>Those who wait for a virtual clock to stand still. Not thread-safe: the clock's lock guards it.</summary>
internal sealed class ClockWaiters
{
    private readonly List<(DateTimeOffset? Instant, TaskCompletionSource Done)> _waiters = [];

    public bool Any => _waiters.Count > 0;

    /// <summary>The furthest instant somebody wants the clock to go to.</summary>
    public DateTimeOffset? Furthest => _waiters.Max(w => w.Instant);

    /// <param name="instant">When it is to stand still, null for as soon as it does.</param>
    public Task Add(DateTimeOffset? instant)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Add((instant, done));
        return done.Task;
    }

    /// <summary>The clock stands still, at an instant in UTC ticks.</summary>
    public void Release(long now) =>
        _waiters.RemoveAll(w => (w.Instant is null || w.Instant.Value.UtcTicks <= now) && w.Done.TrySetResult());
}
