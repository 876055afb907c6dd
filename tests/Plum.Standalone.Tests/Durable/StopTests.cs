using Plum.Standalone.Durable;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>A host that stops cancels what runs, loses nothing, and lets what has to come to its end do so.</summary>
public sealed class StopTests : SqliteTests
{
    [Fact]
    public async Task Stop_WaitsForAnActivityThatGoesOnAllTheSame_AndKeepsItsResult()
    {
        var gate = Slow.Gate = new TaskCompletionSource();
        await using (var first = await Bench.StartAsync(typeof(Slow)))
        {
            await first.StartAsync(nameof(Slow.ThroughGate));
            await Bench.Journal.UntilAsync("at the gate");
            var stop = first.StopAsync();
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
    public async Task Stop_CancelsTheRunningActivityAtOnce_AndItRunsAgain()
    {
        Slow.Gate = new TaskCompletionSource();
        await using (var first = await Bench.StartAsync(typeof(Slow)))
        {
            await first.StartAsync(nameof(Slow.AtGate));
            await Bench.Journal.UntilAsync("at the gate");
            await first.StopAsync();
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
            var stop = first.StopAsync();
            gate.SetResult();
            await stop;
            Assert.Equal(ActivityPool.MostAtOnce, Bench.Journal.Count("at the gate"));
        }

        await using var second = await Bench.StartAsync(typeof(Slow));

        Assert.Equal(100, await second.ResultAsync<int>());
        Assert.Equal(100, Bench.Journal.Count("at the gate"));
    }
}
