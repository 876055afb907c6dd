using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Campaigns from creation to the last result, over HTTP, in virtual time.</summary>
public sealed class CampaignTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Stop_StartsNoCallAfterItsAnswer_AndStartGoesOnInOrder()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(8, 3));

        await plum.StopCampaignAsync(campaign);
        var stopped = _gateway.Asked.Count;
        await plum.AdvanceToAsync(Monday(8, 10));
        Assert.Equal(stopped, _gateway.Asked.Count);

        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        var resumed = _gateway.Asked[stopped].At;
        Assert.InRange(resumed, Monday(8, 10), Monday(8, 10) + TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(18), _gateway.Asked[stopped + 1].At - resumed); // a fresh period
    }

    [Fact]
    public async Task Start_Twice_DialsNothingTwice()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 20);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
    }

    [Fact]
    public async Task AddCalls_WakesACampaignThatRanDry()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 5);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(9, 0));
        Assert.Equal(5, _gateway.Asked.Count);

        await plum.Client.AddCallsAsync(
            campaign, "tel:+12223334444;ani=7778889999", "tel:+14443332222; ani=9998887777, second");
        await plum.AdvanceToAsync(Monday(9, 30));

        Assert.Equal([5, 6], _gateway.Asked.Skip(5).Select(asked => asked.Position));
        Assert.All(_gateway.Asked.Skip(5), asked => Assert.True(asked.At >= Monday(9, 0)));
    }

    [Fact]
    public async Task Retries_ComeAfterTheInterval_InsideTheWindow_AndEndWhenTheyAreUsedUp()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 60, form => form with { MaxRetries = 2, RetryInterval = 600 });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        var calls = _gateway.Asked
            .GroupBy(asked => asked.Position)
            .ToDictionary(call => call.Key, call => call.OrderBy(asked => asked.Attempt).ToList());
        Assert.Equal(60, calls.Count);
        Assert.Contains(calls.Values, attempts => attempts.Count == 3);
        Assert.All(
            calls.Values,
            attempts => Assert.Equal(Enumerable.Range(1, attempts.Count), attempts.Select(asked => asked.Attempt)));
        Assert.All(calls.Values.SelectMany(attempts => attempts.Zip(attempts.Skip(1))), pair =>
            Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(603), $"{pair.First} {pair.Second}"));
        Assert.All(
            _gateway.Asked,
            asked => Assert.InRange(Eastern(asked.At).TimeOfDay, TimeSpan.FromHours(8), TimeSpan.FromHours(11)));
        // one call a slot
        Assert.Equal(_gateway.Asked.Count, _gateway.Asked.Select(asked => asked.At).Distinct().Count());
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal(60, counts.Completed + counts.Failed);
    }

    [Fact]
    public async Task Campaign_ExpiresWhatItsDatesHadNoSlotFor()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        var possible = Example.Starts().Count();
        var campaign = await Example.CreateAsync(
            plum, possible + 30, form => form with { ResultUrl = receiver.ResultUrl, StartUrl = receiver.StartUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((30, 0, possible), (counts.Expired, counts.Waiting, counts.Completed + counts.Failed));
        Assert.Equal(possible + 30, receiver.Results.Select(result => result["message_reference"]).Distinct().Count());
        Assert.Equal(
            30, receiver.Results.Count(result => result is { } r && r["attempts"] == "0" && r["result"] == "failed"));
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new() { Services = _gateway.Register });

    private static DateTimeOffset Monday(int hour, int minute) =>
        new(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5));

    private static DateTimeOffset Eastern(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-5));
}
