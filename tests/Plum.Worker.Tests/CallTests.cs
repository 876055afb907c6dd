using System.Text.Json;
using Azure.Storage.Queues;
using Plum.Functions.Calls;
using Plum.Worker.Tests.Host;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>Queue messages and orchestrations reach the worker, and together they place a call.</summary>
public sealed class CallTests(WorkerFixture worker)
{
    private const string Unreadable = "unreadable";

    [Fact]
    public async Task QueuedCall_IsDialedOnce_ThoughItsMessageComesTwice_AndItsResultPosted()
    {
        var call = await QueueCallAsync();
        await worker.UntilAsync("it is dialed", () => Dials().Any());
        await new QueueClient(worker.Storage, DialCalls.Queue).SendMessageAsync(Dials().First().Message);
        await worker.UntilAsync("its message came twice", () => Dials().Count() > 1);
        await worker.UntilAsync("its result is posted", () => worker.Receiver.Results.Any());

        Assert.All(worker.Host.Deliveries.Where(one => one.Message != Unreadable), one => one.Result.Check());
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

    /// <summary>Set aside after its last delivery; the timer that checks all campaigns takes it up.</summary>
    [Fact]
    public async Task UnreadableMessage_ComesFiveTimes_AndIsTakenUpByTheTimer()
    {
        var poison = new QueueClient(worker.Storage, CampaignControl.Queue + "-poison");
        await new QueueClient(worker.Storage, CampaignControl.Queue).SendMessageAsync(Unreadable);
        await worker.UntilAsync("it is set aside", async () => await CountAsync(poison) == 1);

        var check = await worker.Host.InvokeAsync(nameof(Reconcile), """{"IsPastDue":false}""", CancellationToken.None);

        var deliveries = worker.Host.Deliveries.Where(one => one.Message == Unreadable);
        Assert.Equal([1, 2, 3, 4, 5], deliveries.Select(one => one.DequeueCount));
        check.Result.Check();
        Assert.Equal(0, await CountAsync(poison));
    }

    private IEnumerable<Delivery> Dials() => worker.Host.Deliveries.Where(one => one.Function == nameof(DialCalls));

    private static async Task<int> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

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
