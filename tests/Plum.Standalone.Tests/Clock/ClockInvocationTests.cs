using System.Collections.Concurrent;
using Plum.Standalone.Clock;
using Xunit;

namespace Plum.Standalone.Tests.Clock;

/// <summary>Calls of functions on the virtual clock: awake they hold it, asleep they do not.</summary>
public sealed class ClockInvocationTests
{
    private static readonly DateTimeOffset Start = new(2022, 1, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(Start) { Limit = Start };

    [Fact]
    public async Task Call_HoldsTheClock_ExceptWhileItSleeps()
    {
        var log = new ConcurrentQueue<string>();
        var work = new TaskCompletionSource();
        _ = Call(async () =>
        {
            await Sleep(10);
            log.Enqueue($"awake at {Seconds()}");
            await work.Task;
            log.Enqueue($"worked at {Seconds()}");
            await Sleep(10);
            log.Enqueue($"done at {Seconds()}");
        });
        var advance = _clock.AdvanceToAsync(Start.AddMinutes(1));

        await Until(() => !log.IsEmpty);
        await RealPause();
        Assert.Equal(10, Seconds());

        work.SetResult();
        await advance;
        Assert.Equal(["awake at 10", "worked at 10", "done at 20"], log);
    }

    [Fact]
    public async Task Call_WithATimeout_HoldsTheClock_WhileItWorks()
    {
        var work = new TaskCompletionSource();
        var call = Call(async () =>
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1), _clock);
            await work.Task.WaitAsync(timeout.Token);
        });
        _ = _clock.AdvanceToAsync(Start.AddMinutes(1));

        await RealPause();
        Assert.Equal(0, Seconds());

        work.SetResult();
        await call;
    }

    [Fact]
    public async Task Call_WakesAtEachOfItsSleeps_WhenItHasSeveral()
    {
        var log = new ConcurrentQueue<double>();
        var call = Call(() => Task.WhenAll(Enumerable.Range(1, 100).Select(async i =>
        {
            await Sleep(101 - i);
            log.Enqueue(Seconds());
            await Sleep(200);
            log.Enqueue(Seconds());
        })));

        await _clock.AdvanceToAsync(Start.AddSeconds(400));
        await call;

        Assert.Equal(Enumerable.Range(1, 100).Concat(Enumerable.Range(201, 100)).Select(i => (double)i), log);
    }

    [Fact]
    public async Task Call_StaysAwake_WhenItsSleepIsCanceled()
    {
        using var give = new CancellationTokenSource();
        var work = new TaskCompletionSource();
        var call = Call(async () =>
        {
            try
            {
                var sleep = Task.Delay(TimeSpan.FromHours(1), _clock, give.Token);
                give.Cancel(); // awaiting CancelAsync would be to sleep meanwhile
                await sleep;
            }
            catch (OperationCanceledException)
            {
                await work.Task;
            }
        });
        _ = _clock.AdvanceToAsync(Start.AddHours(2));

        await RealPause();
        Assert.Equal(0, Seconds());

        work.SetResult();
        await call;
    }

    [Fact]
    public async Task Call_SeesNoTimePassWhileItWaitsForStorage_WhenAnotherPartOfItSleeps()
    {
        var late = 0;
        var call = Call(async () =>
        {
            using var over = new CancellationTokenSource();
            var heartbeat = Heartbeat(over.Token);
            for (var i = 0; i < 20; i++)
            {
                var before = Seconds();
                await VirtualClock.HoldCallAsync(async () =>
                {
                    await RealPause().ConfigureAwait(false);
                    return true;
                });
                late += Seconds() > before ? 1 : 0;
            }

            over.Cancel();
            await heartbeat;
        });

        await _clock.AdvanceToAsync(Start.AddDays(1));
        await call;

        Assert.Equal(0, late);

        async Task Heartbeat(CancellationToken over)
        {
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, over).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    [Fact]
    public async Task Call_LetsGoOfTheClock_WhenItFails()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Call(() => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Call(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }));

        await _clock.AdvanceToAsync(Start.AddHours(1));
    }

    [Fact]
    public async Task WhatACallLeavesBehind_DrivesTheClock_AfterTheCallEnded()
    {
        var woke = 0d;
        await Call(() =>
        {
            _ = Behind();
            return Task.CompletedTask;
        });

        await _clock.AdvanceToAsync(Start.AddSeconds(30));

        Assert.Equal(20, woke);

        async Task Behind()
        {
            await Sleep(20).ConfigureAwait(false);
            woke = Seconds();
        }
    }

    [Fact]
    public async Task Calls_NeverSeeTimeMove_WhileTheyRun_UnderLoad()
    {
        var wrong = 0;
        var ended = 0;
        var calls = Enumerable.Range(0, 200).Select(n => Call(async () =>
        {
            var random = new Random(n);
            for (var i = 0; i < 50; i++)
            {
                var wait = TimeSpan.FromMilliseconds(random.Next(1, 5000));
                var due = _clock.GetUtcNow() + wait;
                await Task.Delay(wait, _clock);
                Check(_clock.GetUtcNow() == due);
                await Task.Yield();
                await Task.Run(() => Thread.SpinWait(random.Next(200)));
                Check(_clock.GetUtcNow() == due);
            }

            Interlocked.Increment(ref ended);
        })).ToList();

        await _clock.AdvanceToAsync(Start.AddDays(1));
        await Task.WhenAll(calls);

        Assert.Equal((0, 200), (wrong, ended));

        void Check(bool right) => Interlocked.Add(ref wrong, right ? 0 : 1);
    }

    [Fact]
    public async Task Clock_Advances20_000TimesInAFewSeconds_AtMost()
    {
        var call = Call(async () =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                await Sleep(1);
            }
        });

        await _clock.AdvanceToAsync(Start.AddDays(1)).WaitAsync(TimeSpan.FromSeconds(10));
        await call;
    }

    private Task Call(Func<Task> body) => _clock.InvokeAsync(body);

    private Task Sleep(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _clock);

    private double Seconds() => (_clock.GetUtcNow() - Start).TotalSeconds;

    // Long enough for a clock that wrongly moves to be seen; a right one passes however long it is.
    private static Task RealPause() => Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}
