using System.Text.Json;
using NodaTime;
using Plum.Core.Calls;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>
/// Calls of the outbound web services in the engine: one by one in the default campaign, and by named campaigns.
/// </summary>
public sealed class QueuedCallTests
{
    private static readonly Duration Hour = Duration.FromHours(1);
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Call_StartsAtOnce_WhenNothingIsScheduled()
    {
        await using var plum = await StartAsync();
        var queued = plum.Time.GetUtcNow();

        var callId = await plum.QueueAsync("16175550001");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(5));

        var asked = Assert.Single(_gateway.Asked);
        Assert.Equal(callId, asked.CallId);
        Assert.InRange(asked.At - queued, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Calls_StartInTheOrderOfTheirScheduledInstants_EachAtItsOwn()
    {
        await using var plum = await StartAsync();
        var now = plum.Now();
        Instant[] scheduled = [now + (3 * Hour), now + Hour, now + (2 * Hour), now + (24 * 400 * Hour), now + Hour];

        var ids = new List<int>();
        foreach (var at in scheduled)
        {
            ids.Add(await plum.QueueAsync("16175550001", at));
        }

        await plum.AdvanceAsync(TimeSpan.FromDays(401));

        Assert.Equal([ids[1], ids[4], ids[2], ids[0], ids[3]], _gateway.Asked.Select(asked => asked.CallId));
        Assert.All(_gateway.Asked, asked =>
            Assert.InRange(
                Instant.FromDateTimeOffset(asked.At) - scheduled[ids.IndexOf(asked.CallId)],
                Duration.Zero,
                Duration.FromMilliseconds(5)));
    }

    [Fact]
    public async Task CallAtOnce_DoesNotWaitForOneScheduledLater()
    {
        await using var plum = await StartAsync();
        await plum.QueueAsync("16175550001", plum.Now() + Duration.FromMinutes(1));
        await plum.AdvanceAsync(TimeSpan.FromSeconds(30));
        var queued = plum.Time.GetUtcNow();

        var callId = await plum.QueueAsync("16175550002");
        await plum.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(callId, Assert.Single(_gateway.Asked).CallId);
        Assert.InRange(_gateway.Asked[0].At - queued, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Retries_FollowEachCallsOwnSettings()
    {
        await using var plum = await StartAsync();
        var settings = Enumerable
            .Range(0, 150)
            .Select(i => Queueing.Settings with { MaxRetries = i % 3, RetryInterval = 60 * (1 + (i % 5)) })
            .ToList();
        foreach (var each in settings)
        {
            await plum.QueueAsync("16175550001", settings: each);
        }

        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        var attempts = _gateway.Asked
            .GroupBy(asked => asked.Position)
            .ToDictionary(call => (int)call.Key, call => call.OrderBy(asked => asked.Attempt).ToList());
        Assert.Equal(150, attempts.Count);
        Assert.All(attempts, call => Assert.InRange(call.Value.Count, 1, 1 + settings[call.Key].MaxRetries));
        Assert.Contains(attempts.Values, call => call.Count == 3);
        Assert.All(attempts, call => Assert.All(
            call.Value.Zip(call.Value.Skip(1)),
            pair => Assert.InRange(
                (pair.Second.At - pair.First.At).TotalSeconds,
                settings[call.Key].RetryInterval + 3,
                settings[call.Key].RetryInterval + 33)));
        var counts = await DefaultCountsAsync(plum);
        Assert.Equal((150, 150), (counts.Accepted, counts.Completed + counts.Failed));
    }

    [Fact]
    public async Task Call_IsNotDialed_WhenItExpiresWhileItsCampaignIsStopped()
    {
        await using var plum = await StartAsync();
        var campaign = await DefaultCampaignAsync(plum);
        await plum.StopCampaignAsync(campaign);
        var lasting = await plum.QueueAsync("16175550001");
        await plum.QueueAsync(
            "16175550002", settings: Queueing.Settings with { Expires = plum.Now() + Duration.FromMinutes(10) });
        await plum.AdvanceAsync(TimeSpan.FromMinutes(20));
        var waiting = await DefaultCountsAsync(plum);

        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((3, 2), (waiting.Accepted, waiting.Waiting));
        Assert.Equal(lasting, _gateway.Asked[^1].CallId);
        Assert.Equal(2, _gateway.Asked.Count);
        var counts = await DefaultCountsAsync(plum);
        Assert.Equal((1, 0, 3), (counts.Expired, counts.Waiting, counts.Final));
    }

    /// <summary>A retry that would come due only after the call has expired is not waited for.</summary>
    [Fact]
    public async Task Call_HasFailed_WhenItsNextAttemptWouldBeTooLate()
    {
        await using var plum = await StartAsync();
        for (var i = 0; i < 30; i++)
        {
            await plum.QueueAsync("16175550001", settings: Queueing.Settings with
            {
                MaxRetries = 5,
                RetryInterval = 600,
                Expires = plum.Now() + Duration.FromMinutes(15),
            });
        }

        await plum.AdvanceAsync(TimeSpan.FromMinutes(14));

        Assert.Equal([1, 2], _gateway.Asked.Select(asked => asked.Attempt).Distinct().Order());
        var counts = await DefaultCountsAsync(plum);
        Assert.Equal((30, 0), (counts.Completed + counts.Failed, counts.Retrying));
    }

    [Fact]
    public async Task Calls_AreDialedOnce_WhenTheServerRestartsInBetween()
    {
        await using var plum = await StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await plum.QueueAsync("16175550001", plum.Now() + Duration.FromSeconds(i));
        }

        await plum.AdvanceAsync(TimeSpan.FromSeconds(20));
        await plum.RestartAsync();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        // The one whose dialer was waiting for its instant at the stop goes back into the queue, and comes a minute
        // later.
        Assert.Equal(
            Enumerable.Range(0, 60).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position).Order());
    }

    [Fact]
    public async Task Calls_QueuedTogether_GetDifferentIdsAndAreAllDialed()
    {
        await using var plum = await StartAsync();

        var ids = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => plum.QueueAsync($"1617555{i:D4}")));
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(500, ids.Distinct().Count());
        Assert.Equal(ids.Order(), _gateway.Asked.Select(asked => asked.CallId).Order());
    }

    [Theory]
    [InlineData(1_000, 4_000)]
    [InlineData(5_000, 10_000)]
    public async Task Calls_DueAtOneInstant_StartAsFastAsTheCapacityAllows_HoweverManyThereAre(int perSecond, int calls)
    {
        await using var plum = await StartAsync(("Plum:Dialing:CallsPerSecond", $"{perSecond}"));
        var at = plum.Now() + Hour;
        await Task.WhenAll(Enumerable.Range(0, calls).Select(i => plum.QueueAsync($"161755{i:D5}", at)));

        await plum.AdvanceAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(calls, _gateway.Asked.Select(asked => asked.CallId).Distinct().Count());
        var last = Instant.FromDateTimeOffset(_gateway.Asked.Max(asked => asked.At));
        var least = Duration.FromSeconds((calls - 1.0) / perSecond);
        Assert.InRange(last - at, least, least + Duration.FromSeconds(3));
    }

    [Fact]
    public async Task Ani_ThatWillNotDo_GivesWayToTheAccounts_AndTheCallsRecordSaysSo()
    {
        await using var plum = await StartAsync(("Plum:Development:CallerId", "6175550100"));
        await plum.QueueAsync("tel:+16175550001;ani=8005550000");
        await plum.QueueAsync("tel:+16175550002;ani=18005550000;postd=12");
        await plum.QueueAsync("16175550003");

        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(
            ["8005550000", "6175550100", "6175550100"],
            _gateway.Asked.OrderBy(asked => asked.CallId).Select(asked => asked.CallerId));
        var calls = JsonDocument.Parse(await plum.Client.GetStringAsync("api/campaigns/default/calls")).RootElement;
        Assert.Equal(
            [null, "ani '18005550000' is not 10 digits; the account's, 6175550100, was shown", null],
            calls.EnumerateArray().Select(call => call.GetProperty("note").GetString()));
    }

    [Fact]
    public async Task CallList_ShowsWhenACallIsDue_AndNothingOfACallInProgressBeforeItsEnd()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Fail("/result.php", 1);
        var (due, expires) = (plum.Now() + Hour, plum.Now() + (2 * Hour));
        await plum.QueueAsync(
            "16175550001", due, Queueing.Settings with { Expires = expires, ResultUrl = receiver.ResultUrl });
        var waiting = await CallAsync(plum);
        await plum.AdvanceToAsync((due + Duration.FromSeconds(1)).ToDateTimeOffset());
        var inProgress = await CallAsync(plum);
        await plum.AdvanceUntilAsync(async () => Seen(await CallAsync(plum)).ResultPost is not null);
        var refused = await CallAsync(plum);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(2));
        var delivered = await CallAsync(plum);

        Assert.Equal(due.ToUnixTimeSeconds(), waiting.GetProperty("scheduled_timestamp").GetInt64());
        Assert.Equal(expires.ToUnixTimeSeconds(), waiting.GetProperty("expiration_timestamp").GetInt64());
        Assert.Equal(("in_flight", 1, null), Seen(inProgress));
        Assert.Equal(0, inProgress.GetProperty("duration").GetInt32());
        Assert.Equal(JsonValueKind.Null, inProgress.GetProperty("callee_type").ValueKind);
        Assert.Equal(1, delivered.GetProperty("attempts").GetInt32());
        Assert.NotEqual(JsonValueKind.Null, delivered.GetProperty("callee_type").ValueKind);
        Assert.Equal("failing", refused.GetProperty("result_post").GetString());
        Assert.Equal("delivered", delivered.GetProperty("result_post").GetString());
    }

    [Theory]
    [InlineData("post", "POST")]
    [InlineData("get", "GET")]
    public async Task StartUrl_GetsTheVariables_AsTheSettingSays(string setting, string method)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum =
            await StartAsync(("Plum:Gateway:StartUrlMethod", setting), ("Plum:Gateway:FetchStartUrl", "true"));
        for (var i = 0; i < 20; i++)
        {
            await plum.QueueAsync(
                "16175550001", settings: new($"{receiver.StartUrl}?mine=1%262", null, 0, 300, "a=b&c"));
        }

        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.NotEmpty(receiver.Starts);
        Assert.All(receiver.Starts, start => Assert.Equal(
            (method, "1&2", "16175550001", "a=b&c", ""), (
                start.Method,
                start["mine"],
                start["phone_number"],
                start["campaign_parameters"],
                start["message_reference"])));
    }

    [Fact]
    public async Task NamedCampaign_DialsItsListBetweenItsInstants_AndIsOverWithIt()
    {
        await using var plum = await StartAsync();
        var (opens, expires) = (plum.Now() + Hour, plum.Now() + (2 * Hour));

        var campaign = (await plum.QueueAsync(
            new("Nightly", Queueing.Settings with { MaxRetries = 2, RetryInterval = 3_000, Expires = expires }, opens),
            50))!;
        await plum.AdvanceAsync(TimeSpan.FromHours(3));

        Assert.All(
            _gateway.Asked,
            asked => Assert.InRange(Instant.FromDateTimeOffset(asked.At), opens, expires - Duration.Epsilon));
        Assert.Equal(opens, Instant.FromDateTimeOffset(_gateway.Asked[0].At));
        Assert.Equal(50, _gateway.Asked.Count(asked => asked.Attempt == 1));
        Assert.Equal(2, _gateway.Asked.Max(asked => asked.Attempt));
        var counts = await plum.CountsAsync(campaign.Key.Id);
        Assert.Equal((50, 50), (counts.Accepted, counts.Final));
        Assert.Null(await plum.QueueAsync(new("Nightly", Queueing.Settings, opens), 1));
    }

    [Fact]
    public async Task NamedCampaign_WakesAgain_WhenCallsAreAdded()
    {
        await using var plum = await StartAsync();
        var campaign = (await plum.QueueAsync(new("Nightly", Queueing.Settings, plum.Now()), 5))!;
        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        await plum.Client.AddCallsAsync(campaign.Key.Id, "16175550123");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal([0, 1, 2, 3, 4, 5], _gateway.Asked.Select(asked => asked.Position));
    }

    /// <summary>
    /// P6: retries that wait when it is stopped are over with its expiration, for no start will be taken any more.
    /// </summary>
    [Fact]
    public async Task NamedCampaign_EndsItsCalls_WhenItExpiresWhileStopped()
    {
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { MaxRetries = 3, RetryInterval = 900, Expires = plum.Now() + Hour };
        var campaign = (await plum.QueueAsync(new("Nightly", settings, plum.Now()), 50))!;
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));
        await plum.StopCampaignAsync(campaign.Key.Id);
        var stopped = await plum.CountsAsync(campaign.Key.Id);

        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.True(stopped.Retrying > 0, stopped.ToString());
        Assert.Equal(50, (await plum.CountsAsync(campaign.Key.Id)).Final);
    }

    private static async Task<JsonElement> CallAsync(PlumServer plum) =>
        JsonDocument.Parse(await plum.Client.GetStringAsync("api/campaigns/default/calls")).RootElement[0];

    private static (string? State, int Attempts, string? ResultPost) Seen(JsonElement call) => (
        call
            .GetProperty("state")
            .GetString(), call.GetProperty("attempts").GetInt32(), call.GetProperty("result_post").GetString());

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = settings
            .Prepend(("Plum:Gateway:FetchStartUrl", "false"))
            .GroupBy(s => s.Item1)
            .ToDictionary(s => s.Key, s => (string?)s.Last().Item2),
    });

    // Queues a call, which makes the campaign.
    private static async Task<int> DefaultCampaignAsync(PlumServer plum)
    {
        await plum.QueueAsync("16175550000");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));
        return await plum.DefaultCampaignAsync();
    }

    private static async Task<CampaignCounts> DefaultCountsAsync(PlumServer plum) =>
        await plum.CountsAsync(await plum.DefaultCampaignAsync());
}
