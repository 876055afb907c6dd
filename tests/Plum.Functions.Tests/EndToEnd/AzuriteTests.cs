using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Times;
using Plum.Core.Volume;
using Plum.Functions.Gateways;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Plum.Functions.Volume;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The whole of it on a storage account, on the real clock: a calendar campaign and queued calls, retries, expiration,
/// results and volume. One run serves all the tests.
/// </summary>
public sealed class AzuriteTests(AzuriteRun run) : IClassFixture<AzuriteRun>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await run.PlayedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task CalendarCampaign_IsDialedAtEvenInstants_InTheOrderOfItsList()
    {
        var asked = run.AskedOf(run.PacedCampaign).OrderBy(each => each.Position).ToList();
        var setup = await run.Plum.Services.GetRequiredService<CampaignTable>()
            .LoadSetupAsync(new("demo", run.PacedCampaign), default);
        var begin = setup!.Campaign.Value.Anchor.ToDateTimeOffset();

        Assert.Equal(Enumerable.Range(0, AzuriteRun.Paced).Select(i => (long)i), asked.Select(each => each.Position));
        var apart = TimeSpan.FromSeconds(1) / AzuriteRun.CallsPerSecond;
        var late = asked.Select((each, i) => each.At - begin - (apart * i)).ToList();
        Assert.All(late, by => Assert.True(by >= TimeSpan.Zero, $"A call was {-by} early."));

        // Calls that are on time are in order. A machine that is busy with other tests may be late with some.
        Assert.InRange(late.Order().ElementAt(late.Count / 2), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task UnansweredCalls_AreTriedAgain_AMinuteAfterTheyAreOver()
    {
        var attempts = run.AskedOf(run.RetriedCampaign).ToLookup(asked => asked.Position);
        var again = attempts.Where(call => call.Count() > 1).ToList();

        Assert.Equal(AzuriteRun.Retried, attempts.Count);
        Assert.NotEmpty(again);
        Assert.Equal(
            attempts.Where(call => !PlacedOf(call.First()).Completed).Select(call => call.Key).Order(),
            again.Select(call => call.Key).Order());
        Assert.All(again, call => Assert.Equal([1, 2], call.Select(asked => asked.Attempt)));
        Assert.All(again, call => Assert.True(
            call.Last().At >= PlacedOf(call.First()).EndsAt.ToDateTimeOffset().AddSeconds(60),
            $"{call.Last()} was early."));
        var completed = CompletedOf(run.RetriedCampaign);
        Assert.Equal(
            new(AzuriteRun.Retried, completed, AzuriteRun.Retried - completed, 0),
            await run.CountsAsync(run.RetriedCampaign));
    }

    [Fact]
    public async Task CallsLeft_Fail_WhenTheirCampaignExpires()
    {
        var asked = run.AskedOf(run.ExpiringCampaign);

        Assert.InRange(asked.Count, 1, AzuriteRun.Expiring - 1);
        Assert.All(asked, each => Assert.True(each.At < run.Expires, $"{each} came after {run.Expires:O}"));
        Assert.Equal(Enumerable.Range(0, asked.Count), asked.Select(each => (int)each.Position).Order());
        var completed = CompletedOf(run.ExpiringCampaign);
        Assert.Equal(
            new(AzuriteRun.Expiring, completed, asked.Count - completed, AzuriteRun.Expiring - asked.Count),
            await run.CountsAsync(run.ExpiringCampaign));
        var left = run.ResultsOf(run.ExpiringCampaign).Where(result => result["attempts"] == "0").ToList();
        Assert.Equal(AzuriteRun.Expiring - asked.Count, left.Count);
        Assert.All(left, result => Assert.Equal("failed", result["result"]));
    }

    [Fact]
    public async Task EachResult_IsPostedOnce_AndTheyAddUpToTheCounts()
    {
        (int Campaign, int Calls)[] campaigns =
        [
            (run.PacedCampaign, AzuriteRun.Paced),
            (run.RetriedCampaign, AzuriteRun.Retried),
            (run.ExpiringCampaign, AzuriteRun.Expiring),
        ];
        foreach (var (campaign, calls) in campaigns)
        {
            var (results, counts) = (run.ResultsOf(campaign), await run.CountsAsync(campaign));
            Assert.Equal(
                (calls, calls), (results.Count, results.Select(result => result["call_id"]).Distinct().Count()));
            Assert.Equal(
                Enumerable.Range(1, calls).Select(i => (long)i), results.Select(result => result.Sequence()).Order());
            Assert.Equal(counts.Completed, results.Count(result => result["result"] == "completed"));
            Assert.Equal(counts.Failed + counts.Expired, results.Count(result => result["result"] == "failed"));
            Assert.Equal(calls, counts.Completed + counts.Failed + counts.Expired);
            Assert.Equal(CompletedOf(campaign), counts.Completed);
        }
    }

    [Fact]
    public async Task Volume_AddsUpToTheAttempts()
    {
        var asked = run.Gateway.Asked;
        var days = asked.Select(each => Eastern.DayOf(Instant.FromDateTimeOffset(each.At))).Distinct().ToList();
        await UntilWrittenDownAsync(days, asked.Count);

        using var trends = await TrendsClient.SignInAsync(run.Plum.Client, "demo", "1234");
        var (calls, seconds) = (0L, 0.0);
        foreach (var day in days)
        {
            var (of, average) = await trends.DayAsync(day.ToString("uuuuMMdd", null));
            (calls, seconds) = (calls + of, seconds + (of * average));
        }

        Assert.Equal(asked.Count, calls);
        const double shownTo = 0.1;
        Assert.Equal(asked.Sum(each => PlacedOf(each).DurationSeconds), seconds, tolerance: shownTo * calls);
    }

    // A campaign that is over writes its last calls down a moment later; of VoiceTrends one may ask only so often.
    private Task UntilWrittenDownAsync(IReadOnlyList<LocalDate> days, int calls) => RealTime.UntilAsync(
        "the volume holds every attempt",
        async () => (await run.Plum.Services.GetRequiredService<VolumeReport>()
            .ReadAsync("demo", days.Min(), days.Max(), VolumePeriod.Day, null, default)).Sum(
                day => day.Sum.Calls) >= calls);

    private Placement PlacedOf(Asked asked) => run.Gateway.Placed[asked.Key];

    private int CompletedOf(int campaign) => run.AskedOf(campaign).Count(asked => PlacedOf(asked).Completed);
}
