using System.Text;
using System.Text.Json.Nodes;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>What Get Campaigns shows is taken by Update Campaign and changes nothing.</summary>
public sealed class CampaignRoundTripTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("api/campaigns/1")]
    [InlineData("api/campaigns")]
    [InlineData("api/campaigns?kind=all&counts=true")]
    public async Task Put_TakesWhatGetGives(string path)
    {
        using var customer = await server.SignUpAsync();
        await customer.PostAsync(
            "api/profiles", ("period", "1"), ("amount_per_period", "1"), ("time_between_periods", "0"));
        await customer.CampaignAsync(
            "2223334444\n",
            ("schedule", "3wkdays"),
            ("schedule_id", ""),
            (
                "profiles",
                """[{"profile":"MorningPace","start_time":"08:00","end_time":"11:00"},{"profile":1,"start_time":"22:00","end_time":"00:00"}]"""),
            ("result_url", ""));
        var shown = (await customer.GetAsync(path)).Json;
        var campaign = shown.ValueKind == System.Text.Json.JsonValueKind.Array ? shown[0] : shown;

        Assert.Equal(
            """200 {"status":"success","response":{"id":1}}""",
            (await PutAsync(customer, campaign.GetRawText())).ToString());
        Assert.Equal(shown.GetRawText(), (await customer.GetAsync(path)).Body);
    }

    [Fact]
    public async Task Put_KeepsTheSchedule_ThatWasRenamedSince()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("schedule", "3wkdays"), ("schedule_id", ""));
        await customer.PatchAsync("api/schedules/1?nickname=renamed");
        await customer.PostAsync("api/schedules", ("days", """["sat"]"""), ("nickname", "3wkdays"));

        Assert.Equal(200, (await PutAsync(customer, (await customer.GetAsync("api/campaigns/1")).Body)).Status);
        Assert.Equal(200, (await customer.DeleteAsync("api/schedules/2")).Status); // nobody uses it
        Assert.Equal(400, (await customer.DeleteAsync("api/schedules/1")).Status);
    }

    [Theory]
    [InlineData("campaign_id", "2", """{"campaign_id":["The selected campaign id is invalid."]}""")]
    [InlineData("schedule_nickname", "\"none\"", """{"schedule":["The selected schedule is invalid."]}""")]
    [InlineData(
        "profiles",
        """[{"profile_id":1,"nickname":"Other","start_time":"08:00","end_time":"11:00"}]""",
        """{"profiles.0.nickname":["The selected profiles.0.nickname is invalid."]}""")]
    [InlineData(
        "profiles",
        """[{"profile_id":7,"nickname":"MorningPace","start_time":"08:00","end_time":"11:00"}]""",
        """{"profiles.0.profile":["The selected profiles.0.profile is invalid."]}""")]
    [InlineData("profiles", "[]", """{"profiles":["The profiles field is required."]}""")]
    [InlineData("start_date", "null", """{"start_date":["The start date field is required."]}""")]
    [InlineData(
        "start_date",
        "\"2022-01-01 08:00:00\"",
        """{"start_date":["The start date does not match the format Y-m-d."]}""")]
    [InlineData("max_retries", "null", """{"max_retries":["The max retries field is required."]}""")]
    public async Task Put_NamesWhatItCannotTake(string field, string value, string body)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var campaign = JsonNode.Parse((await customer.GetAsync("api/campaigns/1")).Body)!;
        campaign[field] = JsonNode.Parse(value);

        Assert.Equal($"422 {body}", (await PutAsync(customer, campaign.ToJsonString())).ToString());
    }

    [Fact]
    public async Task Create_TakesTheNamesThatGetShows()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        Assert.Equal(2, await customer.CampaignAsync(
            null,
            ("schedule_id", "1"),
            ("start_date", "2022-01-01 00:00:00"),
            ("profiles", """[{"profile_id":1,"nickname":"MorningPace","start_time":"08:00","end_time":"24:00"}]""")));
        var shown = (await customer.GetAsync("api/campaigns/2")).Json.GetProperty("profiles")[0];
        Assert.Equal("24:00", shown.GetProperty("end_time").GetString());
    }

    private static async Task<ApiReply> PutAsync(Customer customer, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await customer.SendAsync(HttpMethod.Put, "api/campaigns/1", body);
    }
}
