using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Starting, editing and deleting campaigns.</summary>
public sealed class CampaignEditApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Success = """200 {"status":"success"}""";

    [Fact]
    public async Task Update_ReplacesAllProfiles_AndAnswersTheId()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.PostAsync(
            "api/profiles",
            ("period", "1"),
            ("amount_per_period", "1"),
            ("time_between_periods", "0"),
            ("nickname", "Other"));
        var reply = await customer.PatchAsync(
            "api/campaigns/1?start_date=2022-04-15&end_date=2022-04-30&profiles=[{\"profile\":\"Other\",\"start_time\":\"08:00\",\"end_time\":\"23:00\"}]");

        Assert.Equal("""200 {"status":"success","response":{"id":1}}""", reply.ToString());
        var campaign = (await customer.GetAsync("api/campaigns/1")).Json;
        Assert.Equal("2022-04-15 00:00:00", campaign.GetProperty("start_date").GetString());
        Assert.Equal(
            """[{"profile_id":2,"nickname":"Other","start_time":"08:00","end_time":"23:00"}]""",
            campaign.GetProperty("profiles").GetRawText());
        Assert.Equal(200, (await customer.DeleteAsync("api/profiles/1")).Status);
        Assert.Equal(
            """400 {"status":"error","error":"Profile Other(id 2) is being used with campaign id 1."}""",
            (await customer.DeleteAsync("api/profiles/2")).ToString());
    }

    [Theory]
    [InlineData(
        "start_date=2022-01-06", """{"end_date":["The end date must be a date after or equal to start date."]}""")]
    [InlineData(
        "schedule=none&end_date=x",
        """{"end_date":["The end date does not match the format Y-m-d."],"schedule":["The selected schedule is invalid."]}""")]
    [InlineData(
        "phone_numbers=[\"2223334444\"]",
        """{"phone_numbers":["The phone numbers cannot be updated; add to them with campaigns/add-calls."]}""")]
    public async Task Update_NamesTheFault_AndChangesNothing(string query, string body)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var before = (await customer.GetAsync("api/campaigns/1")).Header("ETag");

        Assert.Equal($"422 {body}", (await customer.PatchAsync($"api/campaigns/1?{query}")).ToString());
        Assert.Equal(before, (await customer.GetAsync("api/campaigns/1")).Header("ETag"));
    }

    [Fact]
    public async Task IfMatch_KeepsAnEditFromOverwritingAnother()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444");
        var version = (await customer.GetAsync("api/campaigns/1")).Header("ETag")!;
        await customer.PatchAsync("api/campaigns/1?end_date=2022-01-10");

        Assert.Equal(412, (await customer.SendAsync(
            HttpMethod.Patch, "api/campaigns/1?end_date=2022-01-20", null, ("If-Match", version))).Status);
        Assert.Equal(
            412, (await customer.SendAsync(HttpMethod.Delete, "api/campaigns/1", null, ("If-Match", version))).Status);
        Assert.Equal(
            "2022-01-10 00:00:00",
            (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("end_date").GetString());
    }

    [Fact]
    public async Task Start_IsRefused_AfterTheEndDate()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("start_date", "2021-12-01"), ("end_date", "2021-12-30"));

        Assert.Equal(
            """400 {"status":"error","error":"Campaign 1 cannot be started: its end date, 2021-12-30, is over."}""",
            (await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"))).ToString());
        Assert.Equal("finished", (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("start", null, """422 {"campaign_id":["The campaign id field is required."]}""")]
    [InlineData("stop", "x", """422 {"campaign_id":["The campaign id must be an integer."]}""")]
    [InlineData("stop", "99", """404 {"status":"error","error":"Campaign 99 not found."}""")]
    [InlineData("start", "0", """404 {"status":"error","error":"Campaign 0 not found."}""")]
    [InlineData("start", "-1", """404 {"status":"error","error":"Campaign -1 not found."}""")]
    [InlineData(
        "start",
        "30000000000000000000000000",
        """404 {"status":"error","error":"Campaign 30000000000000000000 not found."}""")]
    public async Task Command_NeedsACampaign(string command, string? id, string reply)
    {
        using var customer = await server.SignUpAsync();

        Assert.Equal(
            reply,
            (await customer.PostAsync($"api/campaigns/{command}", id is null ? [] : [("campaign_id", id)])).ToString());
    }

    [Fact]
    public async Task Start_Twice_IsASuccess_AndChangesNothing()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444");

        Assert.Equal(Success, (await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"))).ToString());
        var version = (await customer.GetAsync("api/campaigns/1")).Header("ETag");
        Assert.Equal(Success, (await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"))).ToString());
        Assert.Equal(version, (await customer.GetAsync("api/campaigns/1")).Header("ETag"));
    }

    [Fact]
    public async Task Edit_OfScheduleOrPace_ReachesStartedCampaignsOnly()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.CampaignAsync("2223334444");
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "2"));
        var (stopped, started) = (await VersionAsync(1), await VersionAsync(2));

        await customer.PatchAsync("api/schedules/1?nickname=renamed");
        await customer.PatchAsync("api/profiles/1?nickname=renamed");
        Assert.Equal((stopped, started), (await VersionAsync(1), await VersionAsync(2)));

        await customer.PatchAsync("api/schedules/1?days=[\"tue\"]");
        var rescheduled = await VersionAsync(2);
        Assert.Equal(stopped, await VersionAsync(1));
        Assert.NotEqual(started, rescheduled);
        Assert.Contains("window opens Tue 4 Jan 2022 08:00", (await customer.GetAsync("api/campaigns/2")).Body);

        await customer.PatchAsync("api/profiles/1?amount_per_period=7");
        Assert.NotEqual(rescheduled, await VersionAsync(2));
        Assert.Equal(stopped, await VersionAsync(1));

        async Task<string?> VersionAsync(int id) => (await customer.GetAsync($"api/campaigns/{id}")).Header("ETag");
    }

    [Fact]
    public async Task Edit_OfAProfile_ReachesMoreCampaignsThanOneTransactionHolds()
    {
        using var customer = await server.SignUpAsync();
        for (var i = 1; i <= 120; i++)
        {
            await customer.CampaignAsync();
            await customer.PostAsync("api/campaigns/start", ("campaign_id", $"{i}"));
        }

        var before = await VersionsAsync();
        Assert.Equal(200, (await customer.PatchAsync("api/profiles/1?amount_per_period=7")).Status);
        var after = await VersionsAsync();

        Assert.Equal(120, before.Zip(after).Count(pair => pair.First != pair.Second));

        async Task<string?[]> VersionsAsync() =>
            await Task.WhenAll(Enumerable
                .Range(1, 120)
                .Select(async id => (await customer.GetAsync($"api/campaigns/{id}")).Header("ETag")));
    }
}
