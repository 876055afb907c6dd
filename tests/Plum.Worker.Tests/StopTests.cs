using Azure.Storage.Queues;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Standalone.Tests.Storage;
using Plum.Worker.Tests.Host;
using Plum.Worker.Tests.Host.Rpc;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>What the host cancels ends at once, and nothing is lost with it.</summary>
public sealed class StopTests(WorkerFixture worker)
{
    [Fact]
    public async Task Cancel_ReachesADialerThatWaits()
    {
        using var cancel = new CancellationTokenSource();
        var dialing = worker.Host.InvokeAsync(nameof(DialCalls), FarMessage(), cancel.Token);
        await worker.Client.GetAsync("health/live"); // asked after it and answered: it waits by now
        Assert.False(dialing.IsCompleted);

        await cancel.CancelAsync();

        Assert.Contains("cancel", (await dialing).Result.Exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Stop_CancelsADialer_LeavesItsMessage_AndEndsTheWorker()
    {
        await using var azurite = await AzuriteProcess.TryStartAsync();
        Assert.SkipWhen(azurite is null, "Azurite is not installed: install node, then npm ci --prefix tests");
        await using var host = await FunctionsHost.StartAsync(azurite.ConnectionString);
        using var client = WorkerFixture.ClientOf(host);
        await WorkerFixture.UntilReadyAsync(host, client);
        var dials = new QueueClient(azurite.ConnectionString, DialCalls.Queue);
        await dials.SendMessageAsync(FarMessage());
        await WorkerFixture.UntilAsync(host, "it is taken up", () => host.IsRunning(nameof(DialCalls)));
        await client.GetAsync("health/live");

        var code = await host.StopAsync();

        Assert.Equal(0, code);
        var delivery = Assert.Single(host.Deliveries, one => one.Function == nameof(DialCalls));
        Assert.Equal(StatusResult.Types.Status.Failure, delivery.Result.Status);
        Assert.Equal(1, (await dials.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    // A call in an hour: whoever has its message waits.
    private static string FarMessage()
    {
        var hour = Duration.FromHours(1);
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        return DialMessage.First("demo", 999_999, 1, new SlotRun(now + hour, hour, 1, 0, 1), 0).ToJson();
    }
}
