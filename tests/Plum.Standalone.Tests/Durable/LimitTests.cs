using Microsoft.DurableTask.Client;
using Plum.Standalone.Durable;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Every bound of the engine ends in a clear error, or in waiting.</summary>
public sealed class LimitTests : SqliteTests
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
        Assert.Contains(
            "it must ContinueAsNew now and then", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
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
}
