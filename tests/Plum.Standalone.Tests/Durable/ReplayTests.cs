using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class ReplayTests : SqliteTests
{
    [Fact]
    public async Task Replay_GivesTheSameFacts_EachTime()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.Observe));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        var facts = (await host.ResultAsync<List<string>>())!;
        var first = Bench.Journal.Lines.Where(line => line.StartsWith("step 0", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, first.Count); // one for each turn: the start, the activity, the timer
        Assert.Equal([facts[0]], first.Distinct());
        Assert.Equal(3, facts.Distinct().Count());
    }

    [Fact]
    public async Task IsReplaying_IsTrueOnlyForWhatRanBefore()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.Observe));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));
        await host.EndAsync();

        Assert.Equal(["new 0", "new 1", "new 2"], Bench.Journal.Lines.Where(line => line.StartsWith("new", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NewGuid_Differs_AfterContinueAsNewAtTheSameInstant()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.NumberTwice), new List<Guid>());

        Assert.Equal(4, (await host.ResultAsync<List<Guid>>())!.Distinct().Count());
    }

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
    public async Task Await_OfSeveralDurableTasks_StaysOnTheTurnsThread()
    {
        await using var host = await Bench.StartAsync(typeof(Observed));

        await host.StartAsync(nameof(Observed.Race));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal("timer", await host.ResultAsync<string>());
    }

    public sealed class Observed(Journal journal)
    {
        [Function(nameof(Observe))]
        public async Task<List<string>> Observe([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var facts = new List<string>();
            Fact(context, facts, 0);
            await context.CallActivityAsync<int>(nameof(Twice), 1);
            Fact(context, facts, 1);
            context.SetCustomStatus("sleeps");
            await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
            Fact(context, facts, 2);
            return facts;
        }

        [Function(nameof(NumberTwice))]
        public static Task<List<Guid>> NumberTwice([OrchestrationTrigger] TaskOrchestrationContext context, List<Guid> before)
        {
            before = [.. before, context.NewGuid(), context.NewGuid()];
            if (before.Count < 4)
            {
                context.ContinueAsNew(before);
            }

            return Task.FromResult(before);
        }

        [Function(nameof(FanOut))]
        public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>(nameof(Twice), i)));
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

        private void Fact(TaskOrchestrationContext context, List<string> facts, int step)
        {
            var fact = $"step {step}: {context.CurrentUtcDateTime:O} {context.NewGuid()} {context.InstanceId} {context.Name}";
            facts.Add(fact);
            journal.Note(fact);
            if (!context.IsReplaying)
            {
                journal.Note($"new {step}");
            }
        }
    }
}
