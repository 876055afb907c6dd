using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>Campaigns from creation to the last result, over HTTP, in virtual time.</summary>
public sealed class CampaignTests
{
    private const string Morning = """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"}]""";
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Campaign_PlacesTheDocumentsExample_AtTheExactInstantsOfItsPace()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Clock = plum.Time;
        var campaign = await CreateAsync(plum, 1_000, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        // 467 slots a day, on Monday and Wednesday; the other 66 numbers find none before the end date.
        Assert.Equal(934, ExpectedStarts().Count());
        Assert.Equal(ExpectedStarts(), _gateway.Asked.Select(asked => asked.At));
        Assert.Equal(Enumerable.Range(0, 934).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((1_000, 1_000, 66), (counts.Accepted, counts.Final, counts.Expired));
        Assert.Equal(934, counts.Completed + counts.Failed);
        Assert.Equal(1_000, receiver.Results.Count());
        Assert.Equal(1_000, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(counts.Completed, receiver.Results.Count(result => result["result"] == "completed"));
        Assert.Equal(counts.Completed, receiver.Starts.Count());
    }

    [Fact]
    public async Task Stop_StartsNoCallAfterItsAnswer_AndStartGoesOnInOrder()
    {
        await using var plum = await StartAsync();
        var campaign = await CreateAsync(plum, 100);
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
        var campaign = await CreateAsync(plum, 20);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
    }

    [Fact]
    public async Task AddCalls_WakesACampaignThatRanDry()
    {
        await using var plum = await StartAsync();
        var campaign = await CreateAsync(plum, 5);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(9, 0));
        Assert.Equal(5, _gateway.Asked.Count);

        await plum.Client.AddCallsAsync(campaign, "tel:+12223334444;ani=7778889999", "tel:+14443332222; ani=9998887777, second");
        await plum.AdvanceToAsync(Monday(9, 30));

        Assert.Equal([5, 6], _gateway.Asked.Skip(5).Select(asked => asked.Position));
        Assert.All(_gateway.Asked.Skip(5), asked => Assert.True(asked.At >= Monday(9, 0)));
    }

    [Fact]
    public async Task Retries_ComeAfterTheInterval_InsideTheWindow_AndEndWhenTheyAreUsedUp()
    {
        await using var plum = await StartAsync();
        var campaign = await CreateAsync(plum, 60, form => form with { MaxRetries = 2, RetryInterval = 600 });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        var calls = _gateway.Asked.GroupBy(asked => asked.Position).ToDictionary(call => call.Key, call => call.OrderBy(asked => asked.Attempt).ToList());
        Assert.Equal(60, calls.Count);
        Assert.Contains(calls.Values, attempts => attempts.Count == 3);
        Assert.All(calls.Values, attempts => Assert.Equal(Enumerable.Range(1, attempts.Count), attempts.Select(asked => asked.Attempt)));
        Assert.All(calls.Values.SelectMany(attempts => attempts.Zip(attempts.Skip(1))), pair =>
            Assert.True(pair.Second.At - pair.First.At >= TimeSpan.FromSeconds(603), $"{pair.First} {pair.Second}"));
        Assert.All(_gateway.Asked, asked => Assert.InRange(Eastern(asked.At).TimeOfDay, TimeSpan.FromHours(8), TimeSpan.FromHours(11)));
        Assert.Equal(_gateway.Asked.Count, _gateway.Asked.Select(asked => asked.At).Distinct().Count()); // one call a slot
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal(60, counts.Completed + counts.Failed);
    }

    [Fact]
    public async Task Campaign_ExpiresWhatItsDatesHadNoSlotFor()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        var possible = ExpectedStarts().Count();
        var campaign = await CreateAsync(plum, possible + 30, form => form with { ResultUrl = receiver.ResultUrl, StartUrl = receiver.StartUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((30, 0, possible), (counts.Expired, counts.Waiting, counts.Completed + counts.Failed));
        Assert.Equal(possible + 30, receiver.Results.Select(result => result["message_reference"]).Distinct().Count());
        Assert.Equal(30, receiver.Results.Count(result => result is { } r && r["attempts"] == "0" && r["result"] == "failed"));
    }

    [Fact]
    public async Task Restart_InTheMiddle_GoesOnWithoutAHand()
    {
        await using var plum = await StartAsync();
        var campaign = await CreateAsync(plum, 300);
        await plum.Client.StartCampaignAsync(campaign);

        foreach (var minute in new[] { 7, 31, 45 })
        {
            await plum.AdvanceToAsync(Monday(8, minute));
            await plum.RestartAsync();
        }

        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        Assert.Equal(ExpectedStarts().Take(300), _gateway.Asked.Select(asked => asked.At));
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new() { Services = _gateway.Register });

    private static async Task<int> CreateAsync(PlumServer plum, int calls, Func<CampaignForm, CampaignForm>? change = null)
    {
        var schedule = await plum.Client.CreateScheduleAsync("mon", "wed", "fri");
        await plum.Client.CreateProfileAsync("MorningPace", period: 30, amount: 100, rest: 10);
        var form = new CampaignForm(schedule, Morning, CampaignForm.Numbers(calls));
        return await plum.Client.CreateCampaignAsync(change?.Invoke(form) ?? form);
    }

    // 08:00, 08:40, 09:20, 10:00 and 10:40 begin periods of 100 calls, 18 seconds apart; the last is cut at 11:00.
    private static IEnumerable<DateTimeOffset> ExpectedStarts() =>
        from day in new[] { 3, 5 }
        from period in Enumerable.Range(0, 5)
        from call in Enumerable.Range(0, 100)
        let start = new DateTimeOffset(2022, 1, day, 8, 0, 0, TimeSpan.FromHours(-5)) + TimeSpan.FromMinutes(40 * period) + TimeSpan.FromSeconds(18 * call)
        where start.TimeOfDay < TimeSpan.FromHours(11)
        select start.ToUniversalTime();

    private static DateTimeOffset Monday(int hour, int minute) => new(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5));

    private static DateTimeOffset Eastern(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(-5));
}
