using System.Collections.Concurrent;
using Plum.Standalone.Clock;
using Xunit;

namespace Plum.Standalone.Tests.Clock;

public sealed class VirtualClockTests
{
    private static readonly DateTimeOffset Start = new(2022, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(Start) { Limit = Start };

    [Fact]
    public async Task AdvanceTo_FiresTimersInOrderOfTheirInstants_ThoseOfOneInstantAsTheyWereMade()
    {
        var fired = new ConcurrentQueue<string>();
        foreach (var (name, seconds) in new[] { ("c", 3), ("a1", 1), ("b", 2), ("a2", 1), ("late", 9) })
        {
            Timer(seconds, () => fired.Enqueue($"{name}@{Seconds()}"));
        }

        await _clock.AdvanceToAsync(Start.AddSeconds(3));

        Assert.Equal(["a1@1", "a2@1", "b@2", "c@3"], fired);
        Assert.Equal(Start.AddSeconds(3), _clock.GetUtcNow());
        Assert.Equal(Start.AddSeconds(3), _clock.Limit);
    }

    [Fact]
    public async Task AdvanceTo_ReachesTheInstant_WhenNothingIsDue()
    {
        var timestamp = _clock.GetTimestamp();

        await _clock.AdvanceToAsync(Start.AddDays(400));

        Assert.Equal(Start.AddDays(400), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(400), _clock.GetElapsedTime(timestamp));
    }

    [Fact]
    public async Task AdvanceTo_IsRefused_WhenTheInstantHasPassed()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _clock.AdvanceToAsync(Start.AddTicks(-1)));
    }

    [Fact]
    public async Task Clock_RunsToTheLastTimer_WhenItHasNoLimit()
    {
        var done = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        Timer(3600, () => done.SetResult(_clock.GetUtcNow()));

        _clock.Limit = null;

        Assert.Equal(Start.AddHours(1), await done.Task);
        await _clock.WhenIdleAsync();
        Assert.Equal(Start.AddHours(1), _clock.GetUtcNow());
    }

    [Fact]
    public async Task Clock_Stands_WhileSomethingIsBusy()
    {
        var fired = false;
        Timer(1, () => fired = true);
        var busy = _clock.Busy();
        var advance = _clock.AdvanceToAsync(Start.AddSeconds(1));

        await Task.Yield();
        Assert.False(fired || advance.IsCompleted);

        busy.Dispose();
        busy.Dispose(); // once counts
        await advance;
        Assert.True(fired);
    }

    [Fact]
    public async Task TimerDueNow_Fires_EvenWhileBusy()
    {
        using var busy = _clock.Busy();
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        Timer(0, fired.SetResult);

        await fired.Task;
    }

    [Fact]
    public async Task PeriodicTimer_FiresOnEachTurn_UntilDisposed()
    {
        var turns = new ConcurrentQueue<double>();
        using var timer =
            _clock.CreateTimer(_ => turns.Enqueue(Seconds()), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        await _clock.AdvanceToAsync(Start.AddSeconds(27));
        timer.Dispose();
        await _clock.AdvanceToAsync(Start.AddSeconds(99));

        Assert.Equal([5, 15, 25], turns);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public async Task Change_MovesATimer()
    {
        var fired = new ConcurrentQueue<double>();
        using var timer =
            _clock.CreateTimer(_ => fired.Enqueue(Seconds()), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        timer.Change(TimeSpan.FromSeconds(8), Timeout.InfiniteTimeSpan);
        await _clock.AdvanceToAsync(Start.AddSeconds(10));
        timer.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        await _clock.AdvanceToAsync(Start.AddSeconds(20));

        Assert.Equal([8, 12], fired);
    }

    [Fact]
    public async Task CancellationSource_Cancels_AtItsVirtualInstant()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(10), _clock);

        await _clock.AdvanceToAsync(Start.AddMinutes(10).AddTicks(-1));
        Assert.False(source.IsCancellationRequested);

        await _clock.AdvanceToAsync(Start.AddMinutes(10));
        Assert.True(source.IsCancellationRequested);
    }

    [Fact]
    public async Task Passed_HappensOnceAtTheLatestOccurrence_WhenTimeLeapsOverMany()
    {
        var passed = _clock.PassedAsync(EachMinute, Start, CancellationToken.None);
        var seen = passed.ContinueWith(
            t => (Due: t.Result, Now: _clock.GetUtcNow()), TaskContinuationOptions.ExecuteSynchronously);
        Timer(3600 * 24 * 365 + 30, () => { });

        await _clock.AdvanceToAsync(Start.AddDays(365).AddSeconds(30));

        Assert.Equal((Start.AddDays(365), Start.AddDays(365)), await seen);
    }

    [Fact]
    public async Task Passed_DoesNotDriveTheClock()
    {
        _ = _clock.PassedAsync(EachMinute, Start, CancellationToken.None);
        _clock.Limit = null;

        await _clock.WhenIdleAsync();

        Assert.Equal(Start, _clock.GetUtcNow());
    }

    [Fact]
    public async Task Passed_CompletesAtOnce_WhenAnOccurrenceWasMissed()
    {
        await _clock.AdvanceToAsync(Start.AddSeconds(150));

        Assert.Equal(Start.AddMinutes(2), await _clock.PassedAsync(EachMinute, Start, CancellationToken.None));
    }

    [Fact]
    public async Task Passed_IsCanceled_WithItsToken()
    {
        using var stop = new CancellationTokenSource();
        var passed = _clock.PassedAsync(EachMinute, Start, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passed);
    }

    [Fact]
    public async Task Watch_KeepsTimeFromMoving_WhileSomethingIsDue()
    {
        DateTimeOffset? due = Start;
        _clock.Watch(() => due);
        var advance = _clock.AdvanceToAsync(Start.AddSeconds(1));

        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.False(advance.IsCompleted);

        due = null;
        await advance;
    }

    private static DateTimeOffset? EachMinute(DateTimeOffset after) =>
        new(after.Ticks - (after.Ticks % TimeSpan.TicksPerMinute) + TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private void Timer(double seconds, Action fire) =>
        _clock.CreateTimer(_ => fire(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private double Seconds() => (_clock.GetUtcNow() - Start).TotalSeconds;
}
