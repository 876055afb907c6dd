using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Demo;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// Everything that waits is canceled at once, whatever the campaign is just doing and whoever dies meanwhile.
/// </summary>
public sealed class CancelAllTests
{
    private static readonly DateTimeOffset Monday = new(2022, 1, 3, 8, 20, 0, TimeSpan.FromHours(-5));
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task CancelAll_WhileItDials_LeavesCallsInProgress_AndDialsNothingMore()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(
            plum, 300, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday);
        var before = await plum.CountsAsync(campaign);

        var canceled = await plum.CancelAllAsync(campaign);
        var (dialed, counts) = (_gateway.Asked.Count, await plum.CountsAsync(campaign));
        await plum.AdvanceToAsync(Thursday);

        Assert.True(before is { Waiting: > 0, InFlight: > 0 }, before.ToString());
        Assert.Equal((300 - dialed, 0), (canceled, counts.Waiting));
        Assert.Equal(canceled, counts.Canceled);
        Assert.Equal(dialed, _gateway.Asked.Count);
        Assert.Equal(300, (await plum.CountsAsync(campaign)).Final);
        Assert.Equal(canceled, receiver.Results.Count(result => result["result"] == "canceled"));
        Assert.Equal(300, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        var listed = await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls?state=canceled&limit=1000");
        Assert.Equal(canceled, JsonElement.Parse(listed).GetArrayLength());
    }

    [Fact]
    public async Task CallsAddedAfterwards_AreDialed()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday);
        await plum.CancelAllAsync(campaign);
        var dialed = _gateway.Asked.Count;

        await plum.Client.AddCallsAsync(campaign, "16175550001", "16175550002");
        await plum.AdvanceToAsync(Thursday);

        Assert.Equal([100, 101], _gateway.Asked.Skip(dialed).Select(asked => asked.Position));
        Assert.Equal(102, (await plum.CountsAsync(campaign)).Final);
    }

    [Fact]
    public async Task RetriesThatAreOwed_AreCanceled_AndNothingElseIsDialedButRetriesOfCallsInProgress()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(
            plum, 80, form => form with { ResultUrl = receiver.ResultUrl, MaxRetries = 2, RetryInterval = 3_600 });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday);
        var before = await plum.CountsAsync(campaign);

        var canceled = await plum.CancelAllAsync(campaign);
        var after = await plum.CountsAsync(campaign);
        var dialed = _gateway.Asked.Count;
        await plum.AdvanceToAsync(Thursday);

        // retries of what was in progress
        Assert.All(_gateway.Asked.Skip(dialed), asked => Assert.True(asked.Attempt > 1));
        Assert.True(before.Retrying > 0, before.ToString());
        Assert.Equal((canceled, canceled), (after.Canceled, (await plum.CountsAsync(campaign)).Canceled));
        Assert.InRange(
            canceled, before.Waiting + before.Retrying - 1, before.Waiting + before.Retrying + before.InFlight);
        Assert.Equal(80, (await plum.CountsAsync(campaign)).Final);
        Assert.Equal(80, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Contains(receiver.Results, result => result["result"] == "canceled" && result["attempts"] == "1");
    }

    [Fact]
    public async Task DefaultCampaign_LosesWhatWaits_AndGoesOnWithWhatComes()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { ResultUrl = receiver.ResultUrl, MaxRetries = 1, RetryInterval = 3_600 };
        var ids = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => plum.QueueAsync($"1617555{i:D4}", settings: settings)));
        await Task.WhenAll(Enumerable
            .Range(0, 200)
            .Select(i => plum.QueueAsync($"1617556{i:D4}", plum.Now() + Duration.FromHours(i), settings)));
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        var campaign = await plum.DefaultCampaignAsync();
        var before = await plum.CountsAsync(campaign);

        var canceled = await plum.CancelAllAsync(campaign);
        var dialed = _gateway.Asked.Count;
        var later = await plum.QueueAsync("16175559999");
        await plum.AdvanceAsync(TimeSpan.FromDays(20));

        Assert.True(before.Retrying > 0, before.ToString());
        Assert.Equal(before.Waiting + before.Retrying, canceled);
        Assert.Equal([later], _gateway.Asked.Skip(dialed).Select(asked => asked.CallId));
        Assert.Equal(401, (await plum.CountsAsync(campaign)).Final);
        Assert.Equal(canceled, receiver.Results.Count(result => result["result"] == "canceled"));
    }

    [Theory]
    [InlineData("never started")]
    [InlineData("stopped")]
    [InlineData("finished")]
    [InlineData("suspended")]
    public async Task CampaignThatDoesNotDial_LosesWhatWaits(string state)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 50, form => form with { ResultUrl = receiver.ResultUrl });
        await ReachAsync(plum, campaign, state);
        var before = await plum.CountsAsync(campaign);

        var canceled = await plum.CancelAllAsync(campaign);
        var again = await plum.CancelAllAsync(campaign);
        var dialed = _gateway.Asked.Count;
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        if (state is "stopped" or "never started")
        {
            await plum.Client.StartCampaignAsync(campaign);
        }

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal((before.Waiting, 0), (canceled, again));
        Assert.Equal(dialed, _gateway.Asked.Count);
        Assert.Equal(canceled, (await plum.CountsAsync(campaign)).Canceled);
        Assert.Equal(50, (await plum.CountsAsync(campaign)).Final);
        Assert.Equal(50, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
    }

    [Fact]
    public async Task OrdersAtTheSameTime_CancelEachCallOnce()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 300);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday);

        var canceled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => plum.CancelAllAsync(campaign)));
        await plum.AdvanceToAsync(Thursday);

        var counts = await plum.CountsAsync(campaign);
        Assert.Equal(counts.Canceled, canceled.Sum());
        Assert.Equal((300, 300 - _gateway.Asked.Count), (counts.Final, counts.Canceled));
    }

    /// <summary>
    /// P7: the order is on disk, and whoever gave it died before anything else; started or not, the timer finishes it.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OrderThatNobodyWorksOff_IsWorkedOffAllTheSame(bool started)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 50, form => form with { ResultUrl = receiver.ResultUrl });
        if (started)
        {
            await plum.Client.StartCampaignAsync(campaign);
        }

        await plum.AdvanceToAsync(Monday);
        var dialed = _gateway.Asked.Count;
        await OrderAsync(plum, campaign);
        await plum.RestartAsync();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10)); // timers fire when time passes, they do not make it pass
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(50 - dialed, (await plum.CountsAsync(campaign)).Canceled);
        Assert.Equal(dialed, _gateway.Asked.Count);
        Assert.Equal(50, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
    }

    [Fact]
    public async Task RepeatedRequest_UnderItsKey_GoesOnWithTheSameOrder()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 50);

        var first = await plum.CancelAllAsync(campaign, "key 1");
        await plum.Client.AddCallsAsync(campaign, "16175550001");
        var second = await plum.CancelAllAsync(campaign, "key 1");

        Assert.Equal((50, 50), (first, second));
        Assert.Equal(1, (await plum.CountsAsync(campaign)).Waiting);
    }

    /// <summary>P4, though a dialer that was slow claims a call after it was canceled, and dies with it.</summary>
    [Fact]
    public async Task LateClaim_OfACanceledCall_CountsForNothing_AndIsGivenBack()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 20);
        var key = new CampaignKey("demo", campaign);
        var calls = plum.Services.GetRequiredService<CallTable>();
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday.AddMinutes(-19));
        await plum.CancelAllAsync(campaign);
        var before = await plum.CountsAsync(campaign);

        var run = await calls.TryClaimAsync(
            key, [new(10, 1, plum.Now(), null)], plum.Now() + Duration.FromMinutes(1), "simulated", default);
        var meanwhile = await plum.CountsAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(20)); // the timer ends the run

        Assert.NotNull(run);
        Assert.Equal(
            before with { InFlight = meanwhile.InFlight, Completed = meanwhile.Completed, Failed = meanwhile.Failed },
            meanwhile);
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((20, 0, before.Canceled), (counts.Final, counts.Waiting, counts.Canceled));
        Assert.Empty((await calls.ReadLedgerAsync(key, default)).Runs.Where(left => left.Row == run.Row));
    }

    private static async Task ReachAsync(PlumServer plum, int campaign, string state)
    {
        if (state == "never started")
        {
            return;
        }

        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(state == "finished" ? Thursday.AddMinutes(-30) : Monday.AddMinutes(-15));
        if (state == "stopped")
        {
            await plum.StopCampaignAsync(campaign);
        }
        else if (state == "suspended")
        {
            var suspensions = plum.Services.GetRequiredService<Suspensions>();
            await plum.AnswerAsync(suspensions.ChangeAsync(
                Caller.Service("demo"), account => account.With(account.State, callsSuspended: true), default));
        }
    }

    // What a request does before it dies: the order is written, and nothing after it.
    private static async Task OrderAsync(PlumServer plum, int campaign)
    {
        var key = new CampaignKey("demo", campaign);
        var table = plum.Services.GetRequiredService<CampaignTable>();
        await plum.Services.GetRequiredService<UnfinishedWork>().ExpectAsync("demo", default);
        await plum.Services.GetRequiredService<AccountTable>().ChangeAsync(
            "demo",
            async change =>
            {
                var found = (await table.FindCampaignAsync(key, default))!;
                change.Replace(CampaignTable.Write(found.Value.Cancel(new("order", 50, plum.Now()))), found.Version);
                change.Add(UnfinishedWork.Cancel(campaign));
                return true;
            },
            default);
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
    });
}
