using Plum.Standalone.Durable;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>A host that stops loses nothing, and lets what runs come to its end.</summary>
public sealed class StopTests : SqliteTests
{
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
}
