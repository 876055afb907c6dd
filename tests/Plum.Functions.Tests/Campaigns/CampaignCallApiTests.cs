using System.Text.Json;
using NodaTime;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>One call over the API: found, shown, canceled, its result posted again.</summary>
public sealed class CampaignCallApiTests
{
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Call_IsFoundById_WhereverItsListStands()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var campaign = await customer.CampaignAsync(CampaignForm.Numbers(600));
        await customer.PostAsync(
            "api/campaigns/add-calls", ("campaign_id", $"{campaign}"), ("phone_numbers", """["16175559999"]"""));
        var calls = (await customer.GetAsync($"api/campaigns/{campaign}/calls?limit=1000")).Json
            .EnumerateArray()
            .ToList();

        foreach (var listed in new[] { calls[0], calls[255], calls[256], calls[599], calls[600] })
        {
            var call = (await customer.GetAsync($"api/campaigns/{campaign}/calls/{IdOf(listed)}")).Json;
            Assert.Equal(listed.GetProperty("phone_number").GetString(), call.GetProperty("phone_number").GetString());
            Assert.Equal("waiting", call.GetProperty("state").GetString());
            Assert.Empty(call.GetProperty("attempt_history").EnumerateArray());
        }
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/resend")]
    public async Task Call_OfSomebodyElse_OrOfAnotherCampaign_LooksLikeNone(string method, string act)
    {
        await using var plum = await StartAsync();
        using var owner = await Customer.SignUpAsync(plum);
        using var other = await Customer.SignUpAsync(plum);
        var campaign = await owner.CampaignAsync(CampaignForm.Numbers(2));
        var mine = await other.CampaignAsync(CampaignForm.Numbers(2));
        var id = IdOf((await owner.GetAsync($"api/campaigns/{campaign}/calls")).Json[0]);

        foreach (var absent in new[] { $"{id}", "2147483647", "0", "x" })
        {
            var reply = await other.SendAsync(new(method), $"api/campaigns/{mine}/calls/{absent}{act}", null);
            Assert.Equal($$"""404 {"status":"error","error":"Call {{absent}} not found."}""", reply.ToString());
        }

        Assert.Equal(
            """404 {"status":"error","error":"Campaign 99 not found."}""",
            (await other.SendAsync(new(method), $"api/campaigns/99/calls/{id}{act}", null)).ToString());
    }

    [Theory]
    [InlineData("1", "GET, HEAD, OPTIONS")]
    [InlineData("1/cancel", "POST, OPTIONS")]
    [InlineData("1/resend", "POST, OPTIONS")]
    [InlineData("cancel", "GET, HEAD, POST, OPTIONS")] // to GET it is the id of a call
    public async Task OtherMethods_Answer405_WithAllow(string path, string allow)
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        var reply = await customer.SendAsync(HttpMethod.Put, $"api/campaigns/1/calls/{path}", null);

        Assert.Equal((405, allow), (reply.Status, reply.Header("Allow")));
    }

    [Fact]
    public async Task Attempts_AreShownEach_OnceTheyAreOver()
    {
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { MaxRetries = 2, RetryInterval = 60 };
        var ids = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => plum.QueueAsync($"1617555{i:D4}", settings: settings)));
        await plum.AdvanceAsync(TimeSpan.FromSeconds(2));
        var early = await CallAsync(plum, ids[0]);
        await plum.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("in_flight", early.GetProperty("state").GetString());
        Assert.All(
            early.GetProperty("attempt_history").EnumerateArray(),
            attempt => Assert.Equal(0, attempt.GetProperty("ended_timestamp").GetInt64()));
        foreach (var id in ids)
        {
            var shown = (await CallAsync(plum, id)).GetProperty("attempt_history").EnumerateArray().ToList();
            var asked = _gateway.Asked.Where(call => call.CallId == id).OrderBy(call => call.Attempt).ToList();
            Assert.Equal(
                asked.Select(call => call.At.ToUnixTimeSeconds()),
                shown.Select(attempt => attempt.GetProperty("dialed_timestamp").GetInt64()));
            Assert.All(shown, attempt => Assert.NotEqual(0, attempt.GetProperty("ended_timestamp").GetInt64()));
        }
    }

    [Fact]
    public async Task Cancel_TakesACallOutOfTheList_AndItsResultSaysSo()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var campaign = await Calls.Example.CreateAsync(
            plum, 10, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);
        var calls = await ListAsync(plum, campaign);

        Assert.Equal("200 {\"status\":\"success\"}", await CancelAsync(plum, campaign, IdOf(calls[3])));
        Assert.Equal("200 {\"status\":\"success\"}", await CancelAsync(plum, campaign, IdOf(calls[3])));
        var counts = await plum.CountsAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 6, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal((9, 1), (counts.Waiting, counts.Canceled));
        Assert.DoesNotContain(_gateway.Asked, asked => asked.Position == 3);
        Assert.Equal(9, _gateway.Asked.Count);
        var result = Assert.Single(receiver.Results, result => result["call_id"] == $"{IdOf(calls[3])}");
        Assert.Equal(
            ("canceled", "0", "unknown", "0"),
            (result["result"], result["attempts"], result["callee_type"], result["duration"]));
        Assert.Equal(10, receiver.Results.Count());
        Assert.Equal(
            $"409 {{\"status\":\"error\",\"error\":\"Call {IdOf(calls[4])} is over: "
                + $"{(await ListAsync(plum, campaign))[4].GetProperty("state").GetString()}.\"}}",
            await CancelAsync(plum, campaign, IdOf(calls[4])));
    }

    /// <summary>Given out to dialers is not dialed yet.</summary>
    [Fact]
    public async Task Cancel_AskedForByManyAtOnce_IsDoneAndNotedOnce()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var campaign = await customer.CampaignAsync(CampaignForm.Numbers(5));
        var id = IdOf((await customer.GetAsync($"api/campaigns/{campaign}/calls")).Json[2]);

        var replies = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => customer.PostAsync($"api/campaigns/{campaign}/calls/{id}/cancel")));

        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Single(
            (await customer.GetAsync("api/audit")).Json.EnumerateArray(),
            entry => entry.GetProperty("action").GetString() == "canceled");
    }

    [Fact]
    public async Task Cancel_WinsOverAMessageThatIsOnItsWay()
    {
        await using var plum = await StartAsync();
        var campaign = await Calls.Example.CreateAsync(plum, 20);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 0, 1, TimeSpan.FromHours(-5)));
        var calls = await ListAsync(plum, campaign);

        Assert.StartsWith("409", await CancelAsync(plum, campaign, IdOf(calls[0])), StringComparison.Ordinal);
        Assert.Contains(
            "is being placed.", await CancelAsync(plum, campaign, IdOf(calls[0])), StringComparison.Ordinal);
        Assert.StartsWith("200", await CancelAsync(plum, campaign, IdOf(calls[1])), StringComparison.Ordinal);
        Assert.StartsWith("200", await CancelAsync(plum, campaign, IdOf(calls[5])), StringComparison.Ordinal);
        await plum.AdvanceToAsync(new(2022, 1, 6, 12, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            Enumerable.Range(0, 20).Except([1, 5]).Select(i => (long)i),
            _gateway.Asked.Select(asked => asked.Position));
        Assert.Equal((20, 2), ((await plum.CountsAsync(campaign)).Final, (await plum.CountsAsync(campaign)).Canceled));
    }

    [Fact]
    public async Task Cancel_EndsACallThatIsOwedARetry_AndOneThatWaitsForItsInstant()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { MaxRetries = 5, RetryInterval = 3_600, ResultUrl = receiver.ResultUrl };
        foreach (var i in Enumerable.Range(0, 30))
        {
            await plum.QueueAsync($"1617555{i:D4}", settings: settings);
        }

        var later = await plum.QueueAsync("16175559999", plum.Now() + Duration.FromHours(30), settings);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(5));
        var campaign = await plum.DefaultCampaignAsync();
        var owed = (await ListAsync(plum, campaign))
            .Where(call => call.GetProperty("state").GetString() == "retrying")
            .Select(IdOf)
            .ToList();
        var dialed = _gateway.Asked.Count;

        foreach (var id in owed.Append(later))
        {
            Assert.StartsWith("200", await CancelAsync(plum, campaign, id), StringComparison.Ordinal);
        }

        var counts = await plum.CountsAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.NotEmpty(owed);
        Assert.Equal(dialed, _gateway.Asked.Count);
        Assert.Equal((0, 0, owed.Count + 1, 31), (counts.Waiting, counts.Retrying, counts.Canceled, counts.Final));
        Assert.Equal(31, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.All(owed, id => Assert.Equal(("canceled", "1"), receiver.Results
            .Where(result => result["call_id"] == $"{id}")
            .Select(result => (result["result"], result["attempts"]))
            .Single()));
    }

    [Fact]
    public async Task Resend_PostsAResultAgain_DeliveredOrNot_UnderTheSameNumbers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { ResultUrl = receiver.ResultUrl };
        var id = await plum.QueueAsync("16175550001", settings: settings);
        var silent = await plum.QueueAsync("16175550002");
        var campaign = await plum.DefaultCampaignAsync();
        Assert.StartsWith(
            $"409 {{\"status\":\"error\",\"error\":\"Call {id} is not over: ",
            await ActAsync(plum, campaign, id, "resend"),
            StringComparison.Ordinal);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(
            $"409 {{\"status\":\"error\",\"error\":\"Call {silent} has no result_url.\"}}",
            await ActAsync(plum, campaign, silent, "resend"));

        Assert.Equal(
            "200 {\"status\":\"success\",\"response\":{\"resent\":1}}", await ActAsync(plum, campaign, id, "resend"));
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        receiver.Fail("/result.php", 1);
        await ActAsync(plum, campaign, id, "resend");
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        var posts = receiver.Results.ToList();
        Assert.Equal(4, posts.Count); // the first; resent; resent and refused, and accepted a minute later
        Assert.Single(posts.Select(post => (post.Delivery(), post.Sequence())).Distinct());
        var call = await CallAsync(plum, id);
        Assert.Equal("delivered", call.GetProperty("result_post").GetString());
        var post = call.GetProperty("last_post");
        Assert.Equal(
            (posts[0].Delivery(), 1, 2, receiver.ResultUrl),
            (post.GetProperty("delivery").GetString(), post
                .GetProperty("sequence")
                .GetInt32(), post.GetProperty("tries").GetInt32(), post.GetProperty("result_url").GetString()));
        Assert.Equal(
            post.GetProperty("last_try_timestamp").GetInt64(), post.GetProperty("accepted_timestamp").GetInt64());
        Assert.Equal(JsonValueKind.Null, post.GetProperty("error").ValueKind);
        Assert.All(
            post.GetProperty("fields").EnumerateObject(),
            field => Assert.Equal(posts[^1][field.Name], field.Value.GetString()));
        Assert.False((await CallAsync(plum, silent)).TryGetProperty("last_post", out _));
    }

    [Fact]
    public async Task Call_TellsWhatItsReceiverSaid_WhoDidNotAcceptTheResult()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Fail("/result.php", 100);
        var id =
            await plum.QueueAsync("16175550001", settings: Queueing.Settings with { ResultUrl = receiver.ResultUrl });

        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        var post = (await CallAsync(plum, id)).GetProperty("last_post");
        Assert.EndsWith("answered with status 503.", post.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(post.GetProperty("tries").GetInt32() > 1, $"{post}");
        Assert.Equal(0, post.GetProperty("accepted_timestamp").GetInt64());
    }

    private static int IdOf(JsonElement call) => call.GetProperty("call_id").GetInt32();

    private static Task<string> CancelAsync(PlumServer plum, int campaign, int call) =>
        ActAsync(plum, campaign, call, "cancel");

    private static async Task<string> ActAsync(PlumServer plum, int campaign, int call, string act)
    {
        using var response = await plum.Client.PostAsync($"api/campaigns/{campaign}/calls/{call}/{act}", null);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    private static async Task<List<JsonElement>> ListAsync(PlumServer plum, int campaign) =>
        [.. JsonElement
            .Parse(await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls?limit=1000"))
            .EnumerateArray()];

    private static async Task<JsonElement> CallAsync(PlumServer plum, int call) =>
        JsonElement.Parse(await plum.Client.GetStringAsync($"api/campaigns/default/calls/{call}"));

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
    });
}
