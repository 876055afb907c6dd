using System.Text.Json;
using Azure.Storage.Queues;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Worker.Tests.Host;
using Plum.Worker.Tests.Host.Rpc;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>Queue messages and orchestrations reach the worker, and together they place a call.</summary>
public sealed class CallTests(WorkerFixture worker)
{
    /// <summary>A call over an hour from now: whoever has its message waits.</summary>
    private static string FarMessage => DialMessage.First(
        "demo", 999_999, 1, new SlotRun(NodaTime.SystemClock.Instance.GetCurrentInstant() + Duration.FromHours(1), Duration.FromHours(1), 1, 0, 1), 0).ToJson();

    [Fact]
    public async Task QueuedCall_IsDialedOnce_ThoughItsMessageComesTwice_AndItsResultPosted()
    {
        var call = await QueueCallAsync();
        await WorkerFixture.UntilAsync("it is dialed", () => Task.FromResult(Dials().Any()));
        await new QueueClient(worker.Storage, DialCalls.Queue).SendMessageAsync(Dials().First().Message);
        await WorkerFixture.UntilAsync("its message came twice", () => Task.FromResult(Dials().Count() > 1));
        await WorkerFixture.UntilAsync("its result is posted", () => Task.FromResult(worker.Receiver.Results.Any()));

        Assert.All(Dials(), dial => dial.Result.Check());
        Assert.Equal(call, Assert.Single(worker.Receiver.Starts)["call_id"]);
        Assert.Equal(["completed"], worker.Receiver.Results.Select(result => result["result"]));
        Assert.Equal("completed", await StateAsync(call));
        Assert.Contains(worker.Host.Orchestrations, instance => instance.Contains("demo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FirstTurn_AsksForTheRelease()
    {
        const string Instance = "demo-0000000007";
        var input = JsonSerializer.Serialize(new CampaignInput("demo", 7));

        var turn = await Orchestration.TurnAsync(
            worker.Host,
            nameof(RunCampaign),
            Instance,
            [],
            [Orchestration.TurnStarted(), Orchestration.Started(nameof(RunCampaign), Instance, input)],
            CancellationToken.None);

        var release = Assert.Single(turn.Actions).ScheduleTask;
        Assert.Equal((nameof(ReleaseCalls), $"[{input}]"), (release.Name, release.Input));
    }

    [Fact]
    public async Task Cancel_ReachesADialerThatWaits()
    {
        using var cancel = new CancellationTokenSource();
        var dialing = worker.Host.InvokeAsync(worker.Host.Function(nameof(DialCalls)), new() { String = FarMessage }, cancel.Token);
        await worker.Client.GetAsync("health/live"); // asked after it and answered: it waits by now
        Assert.False(dialing.IsCompleted);

        await cancel.CancelAsync();

        Assert.Contains("cancel", (await dialing).Result.Exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What a stop of the host interrupts is not lost, and the worker ends by itself.</summary>
    [Fact]
    public async Task Stop_CancelsADialer_LeavesItsMessage_AndEndsTheWorker()
    {
        await using var azurite = (await Plum.Standalone.Tests.Storage.AzuriteProcess.TryStartAsync())!;
        Assert.SkipWhen(azurite is null, "Azurite is not installed: install node, then npm ci --prefix tests");
        await using var host = await FunctionsHost.StartAsync(azurite.ConnectionString);
        using var client = WorkerFixture.ClientOf(host);
        await WorkerFixture.UntilReadyAsync(host, client);
        var dials = new QueueClient(azurite.ConnectionString, DialCalls.Queue);
        await dials.SendMessageAsync(FarMessage);
        await WorkerFixture.UntilAsync("it is taken up", () => Task.FromResult(host.IsRunning(host.Function(nameof(DialCalls)))));
        await client.GetAsync("health/live");

        var code = await host.StopAsync();

        Assert.Equal(0, code);
        Assert.Equal(StatusResult.Types.Status.Failure, Assert.Single(host.Deliveries).Result.Status);
        Assert.Equal(1, (await dials.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    private IEnumerable<Delivery> Dials() => worker.Host.Deliveries.Where(delivery => delivery.Function == nameof(DialCalls));

    private async Task<string> QueueCallAsync()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["login"] = "demo",
            ["pin"] = "1234",
            ["phone_number"] = "16175550001",
            ["start_url"] = worker.Receiver.StartUrl,
            ["result_url"] = worker.Receiver.ResultUrl,
        });
        using var answer = await worker.Client.PostAsync("webservice/queuecall.php", form);
        var xml = System.Xml.Linq.XElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("queued", xml.Attribute("status")?.Value);
        return xml.Attribute("call_id")!.Value;
    }

    private async Task<string?> StateAsync(string call) =>
        JsonElement.Parse(await worker.Client.GetStringAsync("api/campaigns/default/calls")).EnumerateArray()
            .Single(row => row.GetProperty("call_id").ToString() == call).GetProperty("state").GetString();
}
