using System.Text;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Creating, showing and listing campaigns.</summary>
public sealed class CampaignApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Shown = """
        {"campaign_id":1,"start_date":"2022-01-01 00:00:00","end_date":"2022-01-05 00:00:00","start_url":"http://charles.plumgroup.com/~schan/src/charles/vxml/start.php","result_url":"http://myserver.com/storesmsresults.php","schedule_nickname":"1","profiles":[{"profile_id":1,"nickname":"MorningPace","start_time":"08:00","end_time":"11:00"}]
        """;

    [Fact]
    public async Task Create_AnswersTheId_AndTheListShowsIt()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(1, await customer.CampaignAsync("tel:+12223334444;ani=7778889999,march\n2223334445\n"));
        Assert.Equal($"[{Shown}}}]", (await customer.GetAsync("api/campaigns")).Body);
    }

    [Theory]
    [InlineData("PATCH", "api/campaigns?start_date=2030-01-01")]
    [InlineData("PUT", "api/campaigns/")]
    [InlineData("GET", "api/campaigns/")]
    public async Task UpdateWithoutAnId_AnswersTheList_AndChangesNothing(string method, string path)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        Assert.Equal($"200 [{Shown}}}]", (await customer.SendAsync(new(method), path, null)).ToString());
    }

    [Fact]
    public async Task Create_NamesEveryFaultAtOnce()
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            """422 {"schedule":["The schedule field is required."],"start_date":["The start date field is required."],"end_date":["The end date field is required."],"profiles":["The profiles field is required."],"start_url":["The start url field is required."]}""",
            (await customer.PostAsync("api/campaigns")).ToString());
        Assert.Equal(
            """422 {"start_date":["The start date does not match the format Y-m-d."],"start_url":["The start url format is invalid."],"profiles.0.end_time":["The profiles.0.end_time must be a date after profiles.0.start_time."],"schedule":["The selected schedule is invalid."],"profiles.1.profile":["The selected profiles.1.profile is invalid."]}""",
            (await customer.PostAsync(
                "api/campaigns",
                ("start_date", "2022-02-30"),
                ("end_date", "2022-03-01"),
                ("schedule", "none"),
                ("start_url", "start.php"),
                (
                    "profiles",
                    """[{"profile":"P","start_time":"09:00","end_time":"08:00"},{"profile":"P","start_time":"10:00","end_time":"11:00"}]"""))).ToString());
    }

    [Theory]
    [InlineData(
        "end_date", "2021-12-31", """{"end_date":["The end date must be a date after or equal to start date."]}""")]
    [InlineData(
        "profiles",
        """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"},{"profile":"MorningPace","start_time":"10:00","end_time":"12:00"}]""",
        """{"profiles":["The profiles may not overlap: 08:00-11:00 and 10:00-12:00."]}""")]
    [InlineData(
        "profiles",
        """[{"profile":"Nobody","start_time":"08:00","end_time":"11:00"}]""",
        """{"profiles.0.profile":["The selected profiles.0.profile is invalid."]}""")]
    [InlineData("profiles", "[{\"profile\":", """{"profiles":["The profiles must be an array."]}""")]
    [InlineData("schedule_id", "7", """{"schedule":["The selected schedule is invalid."]}""")]
    [InlineData("result_url", "ftp://h/", """{"result_url":["The result url format is invalid."]}""")]
    [InlineData("on_invalid", "maybe", """{"on_invalid":["The selected on invalid is invalid."]}""")]
    public async Task Create_NamesTheFault(string field, string value, string body)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var fields = Customer.CampaignFields.Where(sent => sent.Name != field).Append((field, value));

        Assert.Equal($"422 {body}", (await customer.PostAsync("api/campaigns", [.. fields])).ToString());
        Assert.Equal(1, (await customer.GetAsync("api/campaigns")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("schedule_id", "1", "1")]
    [InlineData("schedule", "1", "1")]
    [InlineData("schedule", "3wkdays", "3wkdays")]
    public async Task Create_FindsTheSchedule_ByIdOrNickname(string field, string value, string shown)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.PostAsync(
            "api/campaigns", [.. Customer.CampaignFields.Where(sent => sent.Name != "schedule_id"), (field, value)]);

        Assert.Equal(
            shown, (await customer.GetAsync("api/campaigns/2")).Json.GetProperty("schedule_nickname").GetString());
    }

    [Fact]
    public async Task Create_TakesDigitsForAnIdFirst_AndForANicknameOtherwise()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.PostAsync("api/schedules", ("days", "[\"sat\"]"), ("nickname", "1"));
        await customer.PostAsync("api/schedules", ("days", "[\"sun\"]"), ("nickname", "77"));
        await customer.CampaignAsync(null, ("schedule_id", "1"));
        await customer.CampaignAsync(null, ("schedule_id", "77"));

        Assert.Contains("campaign id 2.", (await customer.DeleteAsync("api/schedules/1")).Body);
        Assert.Contains("campaign id 3.", (await customer.DeleteAsync("api/schedules/3")).Body);
        Assert.Equal(200, (await customer.DeleteAsync("api/schedules/2")).Status);
    }

    [Fact]
    public async Task Create_TakesAJsonBody()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var reply = await customer.PostJsonAsync("api/campaigns", new
        {
            start_date = "2022-01-01",
            end_date = "2022-01-31",
            schedule = 1,
            start_url = "http://h/start.php",
            profiles = new[] { new { profile = "MorningPace", start_time = "08:00", end_time = "21:00" } },
            phone_numbers = new[]
            {
                "tel:+12223334444; ani=7778889999, marchcampaign",
                "tel:+14443332222; ani=9998887777",
            },
        });

        Assert.Equal("""200 {"status":"success","response":{"id":2,"accepted":2}}""", reply.ToString());
        var calls = (await customer.GetAsync("api/campaigns/2/calls")).Json;
        Assert.Equal("tel:+12223334444; ani=7778889999", calls[0].GetProperty("phone_number").GetString());
        Assert.Equal("marchcampaign", calls[0].GetProperty("message_reference").GetString());
        Assert.Equal(2, calls.GetArrayLength());
    }

    [Fact]
    public async Task Get_ShowsHowTheCampaignIsGettingOn()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n2223334445\n");
        const string Counts =
            "\"counts\":{\"accepted\":2,\"waiting\":2,\"retrying\":0,\"in_flight\":0,\"completed\":0,\"failed\":0,\"canceled\":0,\"expired\":0},"
            + "\"summary\":{\"pending\":2,\"completed\":0,\"failed\":0}";

        Assert.Equal(
            $$"""200 {{Shown}},"max_retries":0,"retry_interval":300,"gateway":null,"caller_ids":null,"caller_id_choice":"rotate","weight":1,"state":"stopped",{{Counts}},"calls_per_hour":0,"doing":"stopped","next_call":null,"last_call":null,"not_placed":0}""",
            (await customer.GetAsync("api/campaigns/1")).ToString());
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));
        Assert.Equal(
            $$"""200 {{Shown}},"max_retries":0,"retry_interval":300,"gateway":null,"caller_ids":null,"caller_id_choice":"rotate","weight":1,"state":"started",{{Counts}},"calls_per_hour":0,"doing":"window opens Mon 3 Jan 2022 08:00","next_call":"2022-01-03T08:00:00-05:00","last_call":"2022-01-03T08:00:18-05:00","not_placed":0}""",
            (await customer.GetAsync("api/campaigns/1")).ToString());
    }

    [Fact]
    public async Task Calls_AreListedInPages_AndByState()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(string.Concat(Enumerable.Range(0, 700).Select(i => $"222333{i:D4},ref{i}\r\n")));

        var references = new List<string?>();
        for (var path = "api/campaigns/1/calls?limit=300&state=waiting"; path is not null;)
        {
            var page = await customer.GetAsync(path);
            references.AddRange(
                page.Json.EnumerateArray().Select(call => call.GetProperty("message_reference").GetString()));
            path = page.Header("Link") is { } link ? link[1..link.IndexOf('>')] : null;
        }

        Assert.Equal(Enumerable.Range(0, 700).Select(i => $"ref{i}"), references);
        Assert.Equal("[]", (await customer.GetAsync("api/campaigns/1/calls?state=completed")).Body);
        Assert.Equal(
            """422 {"limit":["The limit may not be greater than 1000."],"state":["The selected state is invalid."],"cursor":["The selected cursor is invalid."]}""",
            (await customer.GetAsync("api/campaigns/1/calls?limit=1001&state=gone&cursor=-1")).ToString());
    }

    [Fact]
    public async Task List_ComesInPages()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.CampaignAsync();

        var first = await customer.GetAsync("api/campaigns?limit=1");

        Assert.Equal(1, first.Json[0].GetProperty("campaign_id").GetInt32());
        Assert.Equal("</api/campaigns?limit=1&cursor=1>; rel=\"next\"", first.Header("Link"));
        Assert.Equal(2, (await customer.GetAsync("api/campaigns?limit=1&cursor=1")).Json[0]
            .GetProperty("campaign_id")
            .GetInt32());
    }

    [Fact]
    public async Task BodyInLatin1_IsNoText_AndRefused()
    {
        using var customer = await server.SignUpAsync();
        using var body =
            new ByteArrayContent(Encoding.Latin1.GetBytes("{\"days\":[\"mon\"],\"nickname\":\"Frühling\"}"));

        Assert.Equal(400, (await customer.SendAsync(HttpMethod.Post, "api/schedules", body)).Status);
    }
}
