using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Core.Pacing;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared.Telemetry;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>What a collector counts is what the campaign's own books say.</summary>
[Collection(nameof(Seen))]
public sealed class MetricTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task Counters_AddUpToTheCampaign_ThoughItIsRestarted_AndItsMessagesComeTwice()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var collector = await Collector.StartAsync();
        CampaignCounts counts;
        long operations;
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            receiver.Fail("/result.php", times: 5);
            var campaign = await Example.CreateAsync(plum, 1_000, form => form with
            {
                StartUrl = receiver.StartUrl,
                ResultUrl = receiver.ResultUrl,
                MaxRetries = 1,
                RetryInterval = 600,
            });
            await plum.Client.StartCampaignAsync(campaign);
            await plum.AdvanceToAsync(Monday(8, 7));
            await plum.RestartAsync();
            await RepeatAsync(plum, campaign);
            await plum.AdvanceToAsync(Monday(9, 30));
            await plum.CancelAllAsync(campaign);
            await plum.Client.AddCallsAsync(campaign, "6175559001", "6175559002");
            await plum.RestartAsync();
            operations = (await StorageOperations.CountAsync(() => plum.AdvanceToAsync(Thursday))).Count;
            counts = await plum.CountsAsync(campaign);
        }

        Assert.Equal((1_002, 0), (counts.Final, counts.Waiting));
        Assert.True(counts is { Canceled: > 0, Completed: > 0, Failed: > 0 }, counts.ToString());
        Assert.Equal(counts.Completed, collector.Total("plum.calls", "outcome", "completed"));
        Assert.Equal(counts.Failed, collector.Total("plum.calls", "outcome", "failed"));
        Assert.Equal(counts.Canceled, collector.Total("plum.calls", "outcome", "canceled"));
        Assert.Equal(counts.Expired, collector.Total("plum.calls", "outcome", "expired"));
        Assert.Equal(receiver.Results.Count(), collector.Total("plum.results"));
        Assert.Equal(1_002, collector.Total("plum.results", "outcome", "accepted"));
        Assert.Equal(5, collector.Total("plum.results", "outcome", "refused"));
        Assert.Equal(5, collector.Total("plum.retries", "what", "result"));
        Assert.Equal(0, collector.Total("plum.poisoned"));
        Assert.Equal(0, collector.Total("plum.reconcile.findings"));
        Assert.Equal(0, collector.Total("plum.campaigns.stalled"));

        var starts = counts.Completed + counts.Failed + collector.Total("plum.retries", "what", "call");
        var pace = collector.Points.Where(point => point.Name == "plum.pace.deviation").ToList();
        // of canceled ones some had been tried before
        Assert.InRange(starts - pace.Sum(point => point.Value), 0, counts.Canceled);
        Assert.Equal(0, pace.Sum(point => point.Sum)); // on a virtual clock every call starts on the dot
        Assert.True(collector.Total("plum.queue.age", "queue", "dials") > 0);
        Assert.True(collector.Total("plum.queue.age", "queue", "results") > 0);
        Assert.True(collector.Total("plum.queue.age", "queue", "changes") > 0);
        Assert.InRange(collector.Total("plum.storage.operations"), operations, long.MaxValue);
        AssertPublishedAsDeclared(collector);
    }

    [Fact]
    public async Task CallsThatExpire_AndAResultThatIsGivenUp_AreCounted()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            receiver.Fail("/result.php", times: 8);
            var call = new[]
            {
                ("start_url", receiver.StartUrl),
                ("result_url", receiver.ResultUrl),
                ("campaign_name", "dead"),
            };
            (await plum.Client.QueueCallsAsync("16175550123", call)).Queued();
            await plum.Client.StartCampaignAsync(
                await Example.CreateAsync(plum, 1_000, form => form with { StartUrl = receiver.StartUrl }));
            await plum.AdvanceToAsync(Thursday);
        }

        Assert.Equal(66, collector.Total("plum.calls", "outcome", "expired")); // two days hold 467 each
        Assert.Equal(1_000 + 1, collector.Total("plum.calls"));
        Assert.Equal((7, 1), (collector.Total("plum.results", "outcome", "refused"), collector.Total(
            "plum.results", "outcome", "dead")));
        Assert.Equal(7, collector.Total("plum.retries", "what", "result"));
    }

    [Fact]
    public async Task CallWhoseDialerDied_IsFound_AndCountedAsUnknown()
    {
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings }))
        {
            var campaign = await Example.CreateAsync(plum, 5);
            await plum.Client.StartCampaignAsync(campaign);
            var now = plum.Now();
            Assert.NotNull(await plum.Services.GetRequiredService<CallTable>().TryClaimAsync(
                new("demo", campaign),
                [new(0, 1, now, null)],
                now + NodaTime.Duration.FromMinutes(1),
                "simulated",
                default));

            await plum.AdvanceToAsync(Thursday);
            Assert.Equal(5, (await plum.CountsAsync(campaign)).Final);
        }

        Assert.Equal(1, collector.Total("plum.calls", "outcome", "unknown"));
        Assert.Equal(5, collector.Total("plum.calls"));
        Assert.Equal(1, collector.Total("plum.reconcile.findings", "kind", "abandoned_run"));
    }

    [Fact]
    public async Task PoisonedMessages_AreCounted_EachOnce()
    {
        await using var collector = await Collector.StartAsync();
        await using (var plum = await PlumServer.StartAsync(new() { Settings = collector.Settings, MayFail = true }))
        {
            var queues = plum.Services.GetRequiredService<QueueServiceClient>();
            await queues.GetQueueClient("dials").SendMessageAsync("no dial message");
            await queues.GetQueueClient("changes").SendMessageAsync("no change");
            await queues.GetQueueClient("results").SendMessageAsync("no result");
            await plum.AdvanceAsync(TimeSpan.FromMinutes(20));
            foreach (var queue in new[] { "dials-poison", "changes-poison", "results-poison" })
            {
                Assert.Empty((await queues.GetQueueClient(queue).PeekMessagesAsync(1)).Value);
            }
        }

        foreach (var queue in new[] { "dials", "changes", "results" })
        {
            Assert.Equal(1, collector.Total("plum.poisoned", "queue", queue));
        }
    }

    [Fact]
    public async Task CampaignThatShouldDialAndDoesNot_IsFound_AndCountedAsStalledUntilItDialsAgain()
    {
        await using var stalled = await Collector.StartAsync();
        await using var dialing = await Collector.StartAsync();
        var folder = Directory.CreateTempSubdirectory("plum-stalled-").FullName;
        try
        {
            await using (var plum =
                await PlumServer.StartAsync(new() { Settings = stalled.Settings, DataFolder = folder }))
            {
                var campaign = await Example.CreateAsync(plum, 200);
                await plum.Client.StartCampaignAsync(campaign);
                await plum.AdvanceToAsync(Monday(7, 59, 57));

                // Nobody is told of anything any more: the dial messages are gone again and again.
                var dials = plum.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("dials");
                while (plum.Time.GetUtcNow() < Monday(8, 10, 30))
                {
                    await dials.DeleteAsync();
                    await dials.CreateIfNotExistsAsync();
                    await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
                }
            }

            var again =
                new PlumServerOptions { Start = Monday(8, 10, 31), Settings = dialing.Settings, DataFolder = folder };
            await using (var plum = await PlumServer.StartAsync(again))
            {
                await plum.AdvanceToAsync(Monday(8, 20, 30));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.Equal(1, stalled.Total("plum.campaigns.stalled"));
        Assert.Equal(0, dialing.Total("plum.campaigns.stalled"));
    }

    // A dial message and a result message that were worked off come again.
    private static async Task RepeatAsync(PlumServer plum, int campaign)
    {
        var queues = plum.Services.GetRequiredService<QueueServiceClient>();
        var setup =
            (await plum.Services.GetRequiredService<CampaignTable>().LoadSetupAsync(new("demo", campaign), default))!;
        var slots = new SlotRun(
            NodaTime.Instant.FromDateTimeOffset(Monday(8, 0)), NodaTime.Duration.FromMinutes(30), 100, 0, 5);
        await queues
            .GetQueueClient("dials")
            .SendMessageAsync(DialMessage.First("demo", campaign, setup.Epoch, slots, 0).ToJson());
        await queues.GetQueueClient("results").SendMessageAsync(new ResultMessage("demo", campaign, "0-5").ToJson());
    }

    private static void AssertPublishedAsDeclared(Collector collector)
    {
        foreach (var point in collector.Points.Where(point => point.Name.StartsWith("plum.", StringComparison.Ordinal)))
        {
            var metric = Assert.Single(Metrics.All, metric => metric.Name == point.Name);
            Assert.Equal(metric.Labels.Order(), point.Labels.Keys.Order());
            Assert.Equal(metric.Unit, point.Unit);
        }
    }

    private static DateTimeOffset Monday(int hour, int minute, double second = 0) =>
        new DateTimeOffset(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5)).AddSeconds(second);
}
