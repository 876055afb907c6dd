using Azure;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>Trouble with storage, and the system's clock.</summary>
public sealed class EngineTests : SqliteTests
{
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
    public async Task Start_ThatWasStoredThoughItsAnswerWasLost_IsTakenUpAtTheNextEvent()
    {
        await using var host = await Bench.StartAsync(typeof(DurableContract.Greetings));
        host.Engine.Store.Boundary = step =>
        {
            if (step == "after start")
            {
                throw new RequestFailedException(503, step);
            }
        };
        await Assert.ThrowsAsync<RequestFailedException>(
            () => host.StartAsync(nameof(DurableContract.Greetings.Listen)));

        await host.Client.RaiseEventAsync("one", "changed", 1);

        Assert.Equal(1, await host.ResultAsync<int>());
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
}
