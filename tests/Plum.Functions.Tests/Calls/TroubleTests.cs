using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>What queues, carriers and customers' servers do on a bad day.</summary>
public sealed class TroubleTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task DialMessage_DeliveredTwice_RingsOnce()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 40);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(7, 59, 58.5)); // given out, none visible yet

        var dials = plum.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("dials");
        var setup =
            (await plum.Services.GetRequiredService<CampaignTable>().LoadSetupAsync(new("demo", campaign), default))!;
        var slots = new SlotRun(
            NodaTime.Instant.FromDateTimeOffset(Monday(8, 0)), NodaTime.Duration.FromMinutes(30), 100, 0, 5);
        await dials.SendMessageAsync(Core.Calls.DialMessage.First("demo", campaign, setup.Epoch, slots, 0).ToJson());
        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(40, _gateway.Asked.Count);
        Assert.Equal(
            Enumerable.Range(0, 40).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position).Order());
    }

    [Fact]
    public async Task DialMessage_ThatIsNoMessage_IsSetAside_AndTheCampaignGoesOn()
    {
        await using var plum = await StartAsync(mayFail: true);
        var campaign = await Example.CreateAsync(plum, 10);
        var queues = plum.Services.GetRequiredService<QueueServiceClient>();
        await queues.GetQueueClient("dials").SendMessageAsync("no dial message");
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceAsync(TimeSpan.FromMinutes(4));
        var poison = await queues.GetQueueClient("dials-poison").PeekMessagesAsync(1);
        Assert.Equal("no dial message", Assert.Single(poison.Value).MessageText);
        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(10, _gateway.Asked.Count);
        // taken up by the check of all campaigns
        Assert.Empty((await queues.GetQueueClient("dials-poison").PeekMessagesAsync(1)).Value);
    }

    [Fact]
    public async Task LostDialMessages_AreGivenOutAgain()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 30);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Monday(7, 59, 58.5));
        var dials = plum.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("dials");
        await dials.DeleteAsync();
        await dials.CreateIfNotExistsAsync();

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
    }

    [Fact]
    public async Task Gateway_ThatThrows_EndsTheAttemptAsUnknown_AndTheOthersGoOn()
    {
        await using var plum = await StartAsync();
        _gateway.Before = request =>
            request.Key is { Position: 3, Attempt: 1 }
                ? throw new HttpRequestException("carrier away")
                : Task.CompletedTask;
        var campaign = await Example.CreateAsync(plum, 10, form => form with { MaxRetries = 3 });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        Assert.Single(_gateway.Asked, asked => asked.Position == 3); // it may have rung: no retry
        Assert.Equal(10, (await plum.CountsAsync(campaign)).Final);
    }

    [Fact]
    public async Task Results_AreTriedAgain_UnderTheSameDelivery_UntilTheyAreAccepted()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Fail("/result.php", times: 7);
        var campaign = await Example.CreateAsync(
            plum, 4, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        Assert.Equal(11, receiver.Results.Count());
        Assert.Equal(4, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(4, _gateway.Asked.Count); // a failed post never dials again
    }

    [Fact]
    public async Task StartUrl_ThatAnswersNoVoiceXml_FailsTheCall_WithoutARetry()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Answer("/start.php", () => new Demo.Reply(200, "<html/>", "text/html"));
        var campaign = await Example.CreateAsync(
            plum, 12, form => form with
            {
                StartUrl = receiver.StartUrl,
                ResultUrl = receiver.ResultUrl,
                MaxRetries = 1,
                RetryInterval = 60,
            });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        var answered = receiver.Results
            .Where(result => result["callee_type"] is "voice" or "answeringmachine" or "fax")
            .ToList();
        Assert.NotEmpty(answered);
        Assert.All(answered, result => Assert.Equal("failed", result["result"]));
        Assert.Equal(receiver.Starts.Count(), receiver.Starts.Select(start => start["call_id"]).Distinct().Count());
    }

    [Fact]
    public async Task SpringForward_SkipsTheHourThatDoesNotHappen()
    {
        await using var plum = await StartAsync(new(2026, 3, 7, 12, 0, 0, TimeSpan.FromHours(-5)));
        await RunNightAsync(plum, "2026-03-08", "01:30", "03:30");

        // 01:30-02:00 standard time, then at once 03:00-03:30 daylight time: one hour of wall clock, half of each.
        Assert.Equal(
            Every(
                TimeSpan.FromMinutes(10),
                new(2026, 3, 8, 6, 30, 0, TimeSpan.Zero),
                new(2026, 3, 8, 7, 30, 0, TimeSpan.Zero)), Starts());
    }

    [Fact]
    public async Task FallBack_DialsInBothPassesOfTheRepeatedHour()
    {
        await using var plum = await StartAsync(new(2026, 10, 31, 12, 0, 0, TimeSpan.FromHours(-4)));
        await RunNightAsync(plum, "2026-11-01", "01:00", "02:00");

        // 01:00-02:00 happens twice, and the window is open in both.
        Assert.Equal(
            Every(
                TimeSpan.FromMinutes(10),
                new(2026, 11, 1, 5, 0, 0, TimeSpan.Zero),
                new(2026, 11, 1, 7, 0, 0, TimeSpan.Zero)), Starts());
    }

    private static async Task RunNightAsync(PlumServer plum, string sunday, string from, string to)
    {
        var schedule = await plum.Client.CreateScheduleAsync("sun");
        await plum.Client.CreateProfileAsync("night", period: 10, amount: 1, rest: 0);
        var windows = $$"""[{"profile":"night","start_time":"{{from}}","end_time":"{{to}}"}]""";
        var campaign = await plum.Client.CreateCampaignAsync(
            new(schedule, windows, CampaignForm.Numbers(50)) { StartDate = sunday, EndDate = sunday });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromDays(2));
    }

    private IEnumerable<DateTimeOffset> Starts() => _gateway.Asked.Select(asked => asked.At);

    private static IEnumerable<DateTimeOffset> Every(TimeSpan step, DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; at += step)
        {
            yield return at;
        }
    }

    private Task<PlumServer> StartAsync(DateTimeOffset? start = null, bool mayFail = false) =>
        PlumServer.StartAsync(
            new() { Start = start ?? new PlumServerOptions().Start, Services = _gateway.Register, MayFail = mayFail });

    private static DateTimeOffset Monday(int hour, int minute, double second = 0) =>
        new DateTimeOffset(2022, 1, 3, hour, minute, 0, TimeSpan.FromHours(-5)).AddSeconds(second);
}
