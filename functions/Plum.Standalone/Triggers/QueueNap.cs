using Plum.Standalone.Clock;
using Plum.Standalone.Queues;

namespace Plum.Standalone.Triggers;

/// <summary>A queue listener's rest between two looks. It begins before the look, so that no change after it is missed.</summary>
internal sealed class QueueNap : IDisposable
{
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over;
    private readonly Task _changed;

    // Its continuation runs at once, so that the listener holds a virtual clock before the waker lets go of it.
    private readonly TaskCompletionSource _woken = new();

    public QueueNap(EmbeddedQueueClient? queue, TimeProvider time, CancellationToken stop)
    {
        _time = time;
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _changed = queue?.ChangedAsync(_over.Token) ?? Stopped();
    }

    public void Wake() => _woken.TrySetResult();

    /// <summary>Completes when there may be a message to take.</summary>
    /// <param name="visible">When the next message becomes visible, null when there is none.</param>
    /// <param name="poll">When to look at a queue others may have changed, null when nobody else can.</param>
    public Task UntilVisible(DateTimeOffset? visible, TimeSpan? poll) => Task.WhenAny(
        _changed,
        _woken.Task,
        visible is { } due ? Delay(due - _time.GetUtcNow()) : Stopped(),
        poll is { } every ? Delay(every) : Stopped());

    /// <summary>Completes when a call of the function has ended.</summary>
    public Task UntilWoken() => Task.WhenAny(_woken.Task, Stopped());

    /// <summary>Completes when it is time to try again after an error.</summary>
    public Task UntilRetry(TimeSpan pause) => Task.WhenAny(Delay(pause), Stopped());

    public void Dispose()
    {
        _over.Cancel();
        _over.Dispose();
    }

    private Task Stopped() => Task.Delay(Timeout.InfiniteTimeSpan, _time, _over.Token);

    // A virtual clock stands until a visible message is taken, so there the wait must end at that very instant. Where the backend
    // said "now" and gave nothing, it is a pause of real time.
    private Task Delay(TimeSpan wait) =>
        wait <= TimeSpan.Zero ? Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, _over.Token)
        : _time is VirtualClock clock ? clock.WaitAsync(wait, _over.Token)
        : Task.Delay(RoundedUp(wait), _time, _over.Token);

    // Task.Delay drops what is less than a millisecond.
    private static TimeSpan RoundedUp(TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
