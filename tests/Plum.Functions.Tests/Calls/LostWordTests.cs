using Azure.Data.Tables;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// What was saved and never said, because whoever saved it was killed; and words that came too early or were set aside.
/// </summary>
public sealed class LostWordTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    /// <summary>P7: a campaign that had been stopped has an orchestration, which waits for a word.</summary>
    [Fact]
    public async Task Start_SavedAndNeverTold_DialsAllTheSame()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 5);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.StopCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        var table = plum.Services.GetRequiredService<CampaignTable>();
        var stopped = (await table.FindCampaignAsync(new("demo", campaign), default))!;
        Assert.True(await table.TrySaveCampaignAsync(stopped, stopped.Value.Start(plum.Time.Now())!, default));
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10)); // timers fire when time passes, they do not make it pass
        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(5, _gateway.Asked.Count);
    }

    /// <summary>
    /// P8: a campaign that nobody can read, before all others in the index, keeps none of them from being looked after.
    /// </summary>
    [Fact]
    public async Task Start_SavedAndNeverTold_DialsAllTheSame_ThoughAnotherCampaignIsBroken()
    {
        await using var plum = await StartAsync(mayFail: true);
        var campaign = await Example.CreateAsync(plum, 5);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.StopCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        var broken = new TableEntity("0broken", "campaign|0000000001") { ["Json"] = "{" };
        await plum.Services.GetRequiredService<TableServiceClient>().GetTableClient("accounts").AddEntityAsync(broken);
        await plum.Services.GetRequiredService<StartedIndex>().AddAsync(new("0broken", 1), default);

        var table = plum.Services.GetRequiredService<CampaignTable>();
        var stopped = (await table.FindCampaignAsync(new("demo", campaign), default))!;
        Assert.True(await table.TrySaveCampaignAsync(stopped, stopped.Value.Start(plum.Time.Now())!, default));
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(5, _gateway.Asked.Count);
    }

    /// <summary>
    /// P6: a result message that finds one call not final holds back none of the others, and none is lost in the poison
    /// queue.
    /// </summary>
    [Fact]
    public async Task Results_OfCallsThatAreNotFinalYet_HoldBackNoOthers_AndComeLater()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(
            plum, 200, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);
        var queues = plum.Services.GetRequiredService<QueueServiceClient>();
        await queues.GetQueueClient("results").SendMessageAsync(new ResultMessage("demo", campaign, "0-200").ToJson());
        await queues.GetQueueClient("results-poison").CreateIfNotExistsAsync();
        await queues
            .GetQueueClient("results-poison")
            .SendMessageAsync(new ResultMessage("demo", campaign, "0-200").ToJson());

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(200, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Empty((await queues.GetQueueClient("results-poison").PeekMessagesAsync(1)).Value);
    }

    /// <summary>
    /// P4: a call whose attempt outlasts the campaign is in flight until it is over, and its retry expires only then.
    /// </summary>
    [Fact]
    public async Task Counts_AddUp_WhileCallsOutlastTheLastDay()
    {
        await using var plum = await StartAsync();
        var schedule = await plum.Client.CreateScheduleAsync("mon", "tue");
        await plum.Client.CreateProfileAsync("dense", period: 1, amount: 60, rest: 0);
        var campaign = await plum.Client.CreateCampaignAsync(
            new(
                schedule,
                """[{"profile":"dense","start_time":"08:00","end_time":"09:00"}]""",
                CampaignForm.Numbers(100))
            { MaxRetries = 3 });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 1, 0, TimeSpan.FromHours(-5)));
        using var edit =
            await plum.Client.PatchAsync($"api/campaigns/{campaign}?end_date=2022-01-02&confirm=expire", null);
        Assert.True(edit.IsSuccessStatusCode, await edit.Content.ReadAsStringAsync());

        for (var second = 0; second < 150; second++)
        {
            await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
            Check(await plum.CountsAsync(campaign));
        }

        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(100, (await plum.CountsAsync(campaign)).Final);
    }

    [Fact]
    public async Task Retries_OwedWhenRetriesAreEditedAway_AreStillPlaced()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 60, form => form with { MaxRetries = 1, RetryInterval = 3_600 });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 25, 0, TimeSpan.FromHours(-5)));
        var owed = (await plum.CountsAsync(campaign)).Retrying;
        using var edit = await plum.Client.PatchAsync($"api/campaigns/{campaign}?max_retries=0", null);
        Assert.True(edit.IsSuccessStatusCode);

        await plum.AdvanceToAsync(Thursday);

        Assert.True(owed > 0);
        Assert.Equal(owed, _gateway.Asked.Count(asked => asked.Attempt == 2));
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((60, 0), (counts.Final, counts.Expired));
    }

    [Fact]
    public void Progress_OfAnyFragmentation_IsWrittenAndRead()
    {
        var pending = PositionRanges.Of(Enumerable.Range(0, 20_000).Select(i => 2_000_000L + (2 * i)));
        var row = CallRows.Write(new("demo", 1), ReleaseProgress.New with { Pending = pending });

        Assert.Equal(pending.ToString(), CallRows.ReadProgress(row).Pending.ToString());
        Assert.InRange(row.GetString("Pending").Length, 1, 32_768);
        Assert.InRange(row.GetString("Pending9").Length, 1, 32_768);
    }

    private static void Check(CampaignCounts counts)
    {
        Assert.Equal(counts.Accepted, counts.Waiting + counts.Retrying + counts.InFlight + counts.Final);
        Assert.True(counts is { Waiting: >= 0, Retrying: >= 0, InFlight: >= 0 }, counts.ToString());
    }

    private Task<PlumServer> StartAsync(bool mayFail = false) =>
        PlumServer.StartAsync(new() { Services = _gateway.Register, MayFail = mayFail });
}
