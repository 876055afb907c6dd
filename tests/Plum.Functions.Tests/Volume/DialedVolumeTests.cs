using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Times;
using Plum.Core.Volume;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Plum.Functions.Volume;
using Xunit;

namespace Plum.Functions.Tests.Volume;

/// <summary>
/// What the engine dials stands in the call volume soon after it is over, whatever becomes of the campaign.
/// </summary>
public sealed class DialedVolumeTests
{
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Volume_HoldsEveryAttempt_OfACampaignWithRetries()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 200, form => form with { MaxRetries = 2, RetryInterval = 600 });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Day(6));

        Assert.Contains(_gateway.Asked, asked => asked.Attempt == 3);
        await AssertVolumeAsync(plum);
    }

    [Fact]
    public async Task Volume_FollowsWithinMinutes_WhileACampaignGoesOn()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 1_000);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Day(3, 8, 20));

        var recorded = (await ReadAsync(plum)).Sum(day => day.Sum.Calls);
        Assert.InRange(recorded, _gateway.Asked.Count(asked => asked.At < Day(3, 8, 12)), _gateway.Asked.Count);
    }

    [Fact]
    public async Task Volume_HoldsTheLastCalls_OfACampaignThatIsStopped()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Day(3, 8, 3));

        await plum.StopCampaignAsync(campaign);
        await plum.AdvanceToAsync(Day(3, 8, 7));

        await AssertVolumeAsync(plum);
    }

    [Fact]
    public async Task Volume_HoldsTheLastCalls_OfACampaignThatIsDeleted()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Day(3, 8, 3));

        var deleted = plum.Client.DeleteAsync($"api/campaigns/{campaign}");
        while (!deleted.IsCompleted)
        {
            await plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(200, (int)(await deleted).StatusCode);
        await plum.AdvanceToAsync(Day(3, 8, 10));
        await AssertVolumeAsync(plum);
    }

    [Fact]
    public async Task Volume_HoldsQueuedCalls_AMomentAfterTheyAreOver()
    {
        await using var plum = await StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await plum.QueueAsync($"1617555{i:D4}");
            await plum.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        await plum.QueueAsync(new Core.Campaigns.NamedCampaign("list", Queueing.Settings, plum.Now()), 200);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(3)); // the longest call takes two

        Assert.Equal(230, _gateway.Asked.Count);
        await AssertVolumeAsync(plum);
    }

    [Fact]
    public async Task Volume_IsComplete_AfterARestartInTheMiddle()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 60);
        await plum.Client.StartCampaignAsync(campaign);
        foreach (var minute in new[] { 2, 6, 11 })
        {
            await plum.AdvanceToAsync(Day(3, 8, minute));
            await plum.RestartAsync();
        }

        await plum.AdvanceToAsync(Day(6));
        await AssertVolumeAsync(plum);
    }

    private async Task AssertVolumeAsync(PlumServer plum)
    {
        Assert.NotEmpty(_gateway.Asked);
        var days = _gateway.Asked.ToLookup(
            asked => Eastern.DayOf(Instant.FromDateTimeOffset(asked.At)),
            asked => _gateway.Placed[asked.Key] is var placed
                ? new VolumeSum(1, placed.DurationSeconds, placed.Transfers, placed.TransferSeconds)
                : default);
        Assert.All(await ReadAsync(plum), bucket => Assert.Equal(
            days[bucket.Start].Aggregate(default(VolumeSum), (sum, call) => sum + call), bucket.Sum));
    }

    private static Task<IReadOnlyList<VolumeBucket>> ReadAsync(PlumServer plum) =>
        plum.Services.GetRequiredService<VolumeReport>()
        .ReadAsync("demo", new(2021, 12, 30), new(2022, 1, 6), VolumePeriod.Day, null, default);

    private static DateTimeOffset Day(int day, int hour = 12, int minute = 0) =>
        new(2022, 1, day, hour, minute, 0, TimeSpan.FromHours(-5));

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new() { Services = _gateway.Register });
}
