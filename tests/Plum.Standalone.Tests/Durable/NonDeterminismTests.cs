using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Orchestrators that cannot be replayed fail, and say where; they never just hang or drift.</summary>
public sealed class NonDeterminismTests : SqliteTests
{
    [Theory]
    [InlineData(
        nameof(Wayward.DifferentActivity),
        "sequence number 1 named 'One', but the current orchestration replay instead scheduled")]
    [InlineData(nameof(Wayward.DifferentKind), "scheduled a timer task with sequence number 1")]
    [InlineData(nameof(Wayward.OneStepLess), "scheduled an activity task with sequence ID 1 and name 'One'")]
    public async Task Orchestrator_Fails_WhereItDiffersFromItsHistory(string name, string where)
    {
        var end = await EndOfAsync(name);

        Assert.Equal(
            "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", end.FailureDetails!.ErrorType);
        Assert.Contains(where, end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Wayward.WaitsForAClock))]
    [InlineData(nameof(Wayward.RunsElsewhere))]
    [InlineData(nameof(Wayward.WaitsForAClockBesideATimer))]
    [InlineData(nameof(Wayward.CancelsByAClock))]
    public async Task Orchestrator_Fails_WhenItAwaitsWhatItsContextDidNotMake(string name)
    {
        var end = await EndOfAsync(name);

        Assert.Contains(
            "An invalid asynchronous invocation was detected",
            end.FailureDetails!.ErrorMessage,
            StringComparison.Ordinal);
    }

    private async Task<OrchestrationMetadata> EndOfAsync(string name)
    {
        await using var host = await Bench.StartAsync(typeof(Wayward));
        Wayward.Played = 0;
        await host.StartAsync(name);
        var end = await host.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        return end;
    }

    [Fact]
    public async Task Yield_IsNoHop()
    {
        await using var host = await Bench.StartAsync(typeof(Wayward));

        await host.StartAsync(nameof(Wayward.Yields));

        Assert.Equal(1, await host.ResultAsync<int>());
    }

    // The analyzers refuse what these do, which is the point of them.
#pragma warning disable DURABLE0003, DURABLE0004
    public static class Wayward
    {
        /// <summary>
        /// How often an orchestrator came to the line where it differs; what no orchestrator may look at.
        /// </summary>
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
            await (Played++ == 0
                ? context.CreateTimer(TimeSpan.Zero, CancellationToken.None)
                : context.CallActivityAsync(nameof(One)));
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

        [Function(nameof(WaitsForAClockBesideATimer))]
        public static async Task WaitsForAClockBesideATimer([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CallActivityAsync(nameof(One));
            await Task.WhenAny(
                context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None),
                Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
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
            await context.CallActivityAsync(nameof(One));
            return 1;
        }

        [Function(nameof(One))]
        public static void One([ActivityTrigger] string? nothing) => _ = nothing;

        [Function(nameof(Two))]
        public static void Two([ActivityTrigger] string? nothing) => _ = nothing;
    }
}
