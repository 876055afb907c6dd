using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class ReplayTests : SqliteTests
{
    [Fact]
    public async Task CustomStatus_IsSeen_AfterTheTurnThatSetIt()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.Observe));
        await Bench.Clock.WhenIdleAsync();

        Assert.Equal("\"sleeps\"", (await host.Client.GetInstanceAsync("one"))!.SerializedCustomStatus);
    }

    [Fact]
    public async Task ManyActivities_AtOnce_AllAnswer()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.FanOut), 200);

        Assert.Equal(200 * 199, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task Await_OfSeveralDurableTasks_GoesOnWithTheFirst()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.Race));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal("timer", await host.ResultAsync<string>());
    }

    public static class Observed
    {
        [Function(nameof(Observe))]
        public static async Task Observe([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync<int>(nameof(Twice), 1);
            context.SetCustomStatus("sleeps");
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
        }

        [Function(nameof(FanOut))]
        public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            var results = await Task.WhenAll(
                Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>(nameof(Twice), i)));
            return results.Sum();
        }

        [Function(nameof(Race))]
        public static async Task<string> Race([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            using var cancel = new CancellationTokenSource();
            var wait = context.WaitForExternalEvent<int>("never", cancel.Token);
            var timer = context.CreateTimer(TimeSpan.FromMinutes(1), cancel.Token);
            var first = await Task.WhenAny(wait, timer);
            cancel.Cancel();
            await context.CallActivityAsync<int>(nameof(Twice), 1);
            return first == timer ? "timer" : "event";
        }

        [Function(nameof(Twice))]
        public static int Twice([ActivityTrigger] int number) => 2 * number;
    }
}
