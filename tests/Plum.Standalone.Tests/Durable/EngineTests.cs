using Azure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Plum.Standalone.Durable;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class EngineTests : SqliteTests
{
    [Fact]
    public async Task Activities_RunAtMostSixtyFourAtOnce()
    {
        await using var host = await Bench.StartAsync(typeof(Slow));

        await host.StartAsync(nameof(Slow.Many), 200);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(10));

        Assert.Equal(ActivityPool.MostAtOnce, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task Stop_WaitsForTheRunningActivity_AndKeepsItsResult()
    {
        var gate = Slow.Gate = new TaskCompletionSource();
        await using (var first = await Bench.StartAsync(typeof(Slow)))
        {
            await first.StartAsync(nameof(Slow.AtGate));
            await Bench.Journal.UntilAsync("at the gate");
            var stop = first.Engine.StopAsync(CancellationToken.None);
            Assert.False(stop.IsCompleted);
            gate.SetResult();
            await stop;
        }

        await using var second = await Bench.StartAsync(typeof(Slow));

        Assert.Equal("opened", await second.ResultAsync<string>());
        Assert.Equal(1, Bench.Journal.Count("at the gate"));
        Assert.Equal(1, Bench.Journal.Count("after the gate"));
    }

    [Fact]
    public async Task Stop_CancelsAnActivityThatDoesNotEnd_AndItRunsAgain()
    {
        Slow.Gate = new TaskCompletionSource();
        using var now = new CancellationTokenSource();
        await using (var first = await Bench.StartAsync(typeof(Slow)))
        {
            await first.StartAsync(nameof(Slow.AtGate));
            await Bench.Journal.UntilAsync("at the gate");
            var stop = first.Engine.StopAsync(now.Token);
            await now.CancelAsync();
            await stop;
        }

        Slow.Gate.SetResult();
        await using var second = await Bench.StartAsync(typeof(Slow));

        Assert.Equal("opened", await second.ResultAsync<string>());
        Assert.Equal(2, Bench.Journal.Count("at the gate"));
    }

    [Fact]
    public async Task Stop_LeavesActivitiesThatHaveNotBegun_ToTheNextStart()
    {
        var gate = Slow.Gate = new TaskCompletionSource();
        await using (var first = await Bench.StartAsync(typeof(Slow)))
        {
            await first.StartAsync(nameof(Slow.CrowdAtGate), 100);
            await Bench.Journal.UntilAsync("at the gate", ActivityPool.MostAtOnce);
            var stop = first.Engine.StopAsync(CancellationToken.None);
            gate.SetResult();
            await stop;
            Assert.Equal(ActivityPool.MostAtOnce, Bench.Journal.Count("at the gate"));
        }

        await using var second = await Bench.StartAsync(typeof(Slow));

        Assert.Equal(100, await second.ResultAsync<int>());
        Assert.Equal(100, Bench.Journal.Count("at the gate"));
    }

    [Theory]
    [InlineData("before turn")]
    [InlineData("after turn")] // stored, but the answer was lost
    public async Task Turn_IsTakenAgain_WhenStorageFailed(string at)
    {
        var failures = 3;
        Bench.Boundary = step =>
        {
            if (step == at && Interlocked.Decrement(ref failures) >= 0)
            {
                throw new RequestFailedException(503, "Server busy");
            }
        };
        await using var host = await Bench.StartAsync(typeof(Slow));

        await host.StartAsync(nameof(Slow.CountTo), 5);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(30));

        Assert.Equal(15, await host.ResultAsync<int>());
        Assert.Equal(["1", "2", "3", "4", "5"], Bench.Journal.Lines.Distinct());
    }

    [Fact]
    public async Task Event_ThatCouldNotBeStored_IsReportedToItsSender()
    {
        await using var host = await Bench.StartAsync(typeof(DurableContract.Greetings));
        await host.StartAsync(nameof(DurableContract.Greetings.Listen));
        await Bench.Clock.WhenIdleAsync();
        host.Engine.Store.Boundary = step => throw new RequestFailedException(503, step);

        await Assert.ThrowsAsync<RequestFailedException>(() => host.Client.RaiseEventAsync("one", "changed", 1));

        host.Engine.Store.Boundary = null;
        await host.Client.RaiseEventAsync("one", "changed", 2);
        Assert.Equal(2, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task Orchestration_ThatNeverWaits_IsStoredBetweenItsGenerations()
    {
        await using var host = await Bench.StartAsync(typeof(Slow));

        await host.StartAsync(nameof(Slow.Spin), 1000);

        Assert.Equal(0, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task History_WithoutEnd_IsStopped()
    {
        await using var host = await Bench.StartAsync(typeof(Slow));

        await host.StartAsync(nameof(Slow.Hoard));

        var end = await host.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("it must ContinueAsNew now and then", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_IsNeverEarly_OnTheSystemsClock()
    {
        Bench.Time = TimeProvider.System;
        await using var host = await Bench.StartAsync(typeof(DurableContract.Greetings));
        var due = TimeProvider.System.GetUtcNow().AddMilliseconds(30.5);

        await host.StartAsync(nameof(DurableContract.Greetings.SleepUntil), due);

        Assert.InRange(await host.ResultAsync<DateTimeOffset>(), due, due.AddSeconds(30));
    }

    [Theory]
    [InlineData(nameof(Slow.FanOutTooMuch), "one turn scheduled or received")]
    [InlineData(nameof(Slow.AnswerInCircles), "cycle")]
    public async Task Orchestrator_ThatCannotBeStored_Fails(string name, string why)
    {
        await using var host = await Bench.StartAsync(typeof(Slow));

        await host.StartAsync(name);

        Assert.Contains(why, (await host.EndAsync()).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LargeEvents_AreTakenInSeveralTurns()
    {
        await using var host = await Bench.StartAsync(typeof(Slow));
        await host.StartAsync(nameof(Slow.Measure), 10);
        for (var i = 0; i < 10; i++)
        {
            await host.Client.RaiseEventAsync("one", "large", new string('x', 200_000));
        }

        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal(2_000_000, await host.ResultAsync<int>());
    }

    public sealed class Slow(Journal journal, TimeProvider time)
    {
        private static int s_running;
        private static int s_most;

        public static TaskCompletionSource Gate { get; set; } = new();

        [Function(nameof(Many))]
        public static async Task<int> Many([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            var most = await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>(nameof(Sleep), i)));
            return most.Max();
        }

        [Function(nameof(AtGate))]
        public static async Task<string> AtGate([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var opened = await context.CallActivityAsync<string>(nameof(Wait));
            await context.CallActivityAsync(nameof(Note), "after the gate");
            return opened;
        }

        [Function(nameof(CrowdAtGate))]
        public static async Task<int> CrowdAtGate([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            var opened = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => context.CallActivityAsync<string>(nameof(Wait))));
            return opened.Length;
        }

        [Function(nameof(CountTo))]
        public static async Task<int> CountTo([OrchestrationTrigger] TaskOrchestrationContext context, int last)
        {
            var sum = 0;
            for (var i = 1; i <= last; i++)
            {
                await context.CallActivityAsync(nameof(Note), i.ToString(null as IFormatProvider));
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                sum += i;
            }

            return sum;
        }

        [Function(nameof(Spin))]
        public static int Spin([OrchestrationTrigger] TaskOrchestrationContext context, int left)
        {
            if (left > 0)
            {
                context.ContinueAsNew(left - 1);
            }

            return left;
        }

        [Function(nameof(Hoard))]
        public static async Task Hoard([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            while (true)
            {
                await context.CallActivityAsync(nameof(Much));
            }
        }

        [Function(nameof(FanOutTooMuch))]
        public static Task FanOutTooMuch([OrchestrationTrigger] TaskOrchestrationContext context) =>
            Task.WhenAll(Enumerable.Range(0, 12).Select(_ => context.CallActivityAsync(nameof(Note), new string('x', 200_000))));

        [Function(nameof(AnswerInCircles))]
        public static Task<object> AnswerInCircles([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var circle = new List<object> { context.InstanceId };
            circle.Add(circle);
            return Task.FromResult<object>(circle);
        }

        [Function(nameof(Measure))]
        public static async Task<int> Measure([OrchestrationTrigger] TaskOrchestrationContext context, int events)
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            var size = 0;
            for (var i = 0; i < events; i++)
            {
                size += (await context.WaitForExternalEvent<string>("large"))!.Length;
            }

            return size;
        }

        [Function(nameof(Much))]
        public static string Much([ActivityTrigger] string? nothing) => nothing + new string('x', 250_000);

        [Function(nameof(Note))]
        public void Note([ActivityTrigger] string line) => journal.Note(line);

        [Function(nameof(Wait))]
        public async Task<string> Wait([ActivityTrigger] string? nothing, CancellationToken ct)
        {
            journal.Note("at the gate" + nothing);
            await Gate.Task.WaitAsync(ct);
            return "opened";
        }

        [Function(nameof(Sleep))]
        public async Task<int> Sleep([ActivityTrigger] int number, CancellationToken ct)
        {
            var running = Interlocked.Increment(ref s_running);
            s_most = Math.Max(running, s_most);
            await Task.Delay(TimeSpan.FromSeconds(10 + number), time, ct);
            Interlocked.Decrement(ref s_running);
            return s_most;
        }
    }
}
