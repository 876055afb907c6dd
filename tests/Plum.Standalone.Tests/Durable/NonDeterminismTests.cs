using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Plum.Standalone.Durable;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Orchestrators that cannot be replayed fail, and say where; they never just hang or drift.</summary>
public sealed class NonDeterminismTests : SqliteTests
{
    [Theory]
    [InlineData(nameof(Wayward.DifferentActivity), "at step 1 its history records a call of activity 'One', but the code made a call of activity 'Two'")]
    [InlineData(nameof(Wayward.DifferentKind), "at step 1 its history records a timer, but the code made a call of activity 'One'")]
    [InlineData(nameof(Wayward.OneStepMore), "at step 2 the code made a call of activity 'Two', but its history records no step there")]
    [InlineData(nameof(Wayward.OneStepLess), "at step 1 its history records a call of activity 'One', but the code made no step there")]
    [InlineData(nameof(Wayward.WaitsForAClock), "it awaits a task its context did not make, after step 0 (a call of activity 'One')")]
    [InlineData(nameof(Wayward.RunsElsewhere), "it awaits a task its context did not make, after step 0 (a call of activity 'One')")]
    [InlineData(nameof(Wayward.HopsThreads), "after step 0 (a call of activity 'One')")]
    [InlineData(nameof(Wayward.WaitsForAClockBesideATimer), "was resumed by a task its context did not make, after step 1 (a timer)")]
    [InlineData(nameof(Wayward.CancelsByAClock), "canceled a task of its context from another thread, after step 1 (a timer)")]
    public async Task Orchestrator_Fails_NamingItselfAndTheStep(string name, string where)
    {
        await using var host = await Bench.StartAsync(typeof(Wayward));
        Wayward.Played = 0;

        await host.StartAsync(name);

        var end = await host.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(typeof(NonDeterministicOrchestrationException).FullName, end.FailureDetails!.ErrorType);
        Assert.Contains($"Orchestrator '{name}' (instance 'one') cannot be replayed", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(where, end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yield_IsNoHop()
    {
        await using var host = await Bench.StartAsync(typeof(Wayward));

        await host.StartAsync(nameof(Wayward.Yields));

        Assert.Equal(1, await host.ResultAsync<int>());
    }

    public static class Wayward
    {
        /// <summary>How often an orchestrator came to the line where it differs; what no orchestrator may look at.</summary>
        public static int Played { get; set; }

        [Function(nameof(DifferentActivity))]
        public static async Task DifferentActivity([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            await context.CallActivityAsync(Played++ == 0 ? nameof(One) : nameof(Two));
        }

        [Function(nameof(DifferentKind))]
        public static async Task DifferentKind([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            await (Played++ == 0 ? context.CreateTimer(TimeSpan.Zero, CancellationToken.None) : context.CallActivityAsync(nameof(One)));
        }

        [Function(nameof(OneStepMore))]
        public static async Task OneStepMore([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            var second = context.CallActivityAsync(nameof(One));
            await (Played++ == 0 ? second : Task.WhenAll(second, context.CallActivityAsync(nameof(Two))));
        }

        [Function(nameof(OneStepLess))]
        public static async Task OneStepLess([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            if (Played++ == 0)
            {
                await context.CallActivityAsync(nameof(One));
            }

            await context.WaitForExternalEvent<int>("never");
        }

        [Function(nameof(WaitsForAClock))]
        public static async Task WaitsForAClock([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            await context.CallActivityAsync(nameof(One));
        }

        [Function(nameof(RunsElsewhere))]
        public static async Task RunsElsewhere([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            using var block = new ManualResetEventSlim();
            var work = Task.Run(() => block.Wait(TimeSpan.FromMilliseconds(20)));
            await work;
        }

        [Function(nameof(HopsThreads))]
        public static async Task HopsThreads([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One)).ConfigureAwait(false);
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
        }

        [Function(nameof(WaitsForAClockBesideATimer))]
        public static async Task WaitsForAClockBesideATimer([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            await Task.WhenAny(
                context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None), Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        [Function(nameof(CancelsByAClock))]
        public static async Task CancelsByAClock([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await context.CreateTimer(TimeSpan.FromDays(1), cancel.Token);
        }

        [Function(nameof(Yields))]
        public static async Task<int> Yields([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await Task.Yield();
            return await context.CallActivityAsync<int>(nameof(One));
        }

        [Function(nameof(One))]
        public static int One([ActivityTrigger] string? nothing) => nothing is null ? 1 : 0;

        [Function(nameof(Two))]
        public static int Two([ActivityTrigger] string? nothing) => nothing is null ? 2 : 0;
    }
}
