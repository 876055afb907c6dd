using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>
/// A field that a request does not take is named: whoever mistypes one must not believe that it is set.
/// </summary>
public sealed class UnknownFieldTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("POST", "api/schedules", """{"days":["mon"],"dayz":["tue"]}""", "dayz")]
    [InlineData("PATCH", "api/schedules/1", """{"Days":["tue"]}""", "Days")]
    [InlineData(
        "POST",
        "api/profiles",
        """{"period":1,"amount_per_period":1,"time_between_periods":0,"period_time":5}""",
        "period_time")]
    [InlineData("PUT", "api/profiles/1", """{"amount":5}""", "amount")]
    [InlineData("PATCH", "api/campaigns/1", """{"end_dat":"2022-01-03"}""", "end_dat")]
    [InlineData("PATCH", "api/campaigns/1", """{"state":"stopped"}""", "state")]
    [InlineData("PATCH", "api/campaigns/1?enddate=2022-01-03", null, "enddate")]
    [InlineData("POST", "api/campaigns/start", """{"campaign_id":1,"force":true}""", "force")]
    [InlineData("POST", "api/campaigns/stop", """{"campaign_id":1,"calls":"all"}""", "calls")]
    [InlineData(
        "POST",
        "api/campaigns/add-calls",
        """{"campaign_id":1,"phone_numbers":["2223334445"],"onerror":"skip"}""",
        "onerror")]
    [InlineData("POST", "api/campaigns/1/calls/cancel", """{"phone_number":"2223334444"}""", "phone_number")]
    [InlineData("POST", "api/campaigns/1/calls/CALL/cancel", """{"reason":"none"}""", "reason")]
    [InlineData("POST", "api/campaigns/1/calls/CALL/resend", """{"url":"http://h/"}""", "url")]
    [InlineData("POST", "api/campaigns/1/dead-letters/resend", """{"calls":[1]}""", "calls")]
    [InlineData("POST", "api/tokens", """{"label":"a","expires":1}""", "expires")]
    public async Task Field_ThatIsNotTaken_IsNamed_AndNothingIsDone(
        string method, string path, string? json, string field)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n");
        var call = (await customer.GetAsync("api/campaigns/1/calls")).Json[0].GetProperty("call_id").GetInt32();
        var before = await ReadAsync(customer);
        using var body = json is null ? null : new StringContent(json, null, "application/json");

        var reply = await customer.SendAsync(new(method), path.Replace("CALL", $"{call}"), body);

        Assert.Equal(
            $$"""422 {"{{field}}":["The {{field.Replace('_', ' ')}} field is not taken here."]}""", reply.ToString());
        Assert.Equal(before, await ReadAsync(customer));
    }

    [Fact]
    public async Task Create_NamesThem_BesideWhatElseIsWrong()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var fields = Customer.CampaignFields.Where(field => field.Name != "end_date");

        Assert.Equal(
            """422 {"end_date":["The end date field is required."],"enddate":["The enddate field is not taken here."]}""",
            (await customer.PostAsync("api/campaigns", [.. fields, ("enddate", "2022-01-05")])).ToString());
    }

    /// <summary>Else the campaign would be there, and its list nowhere.</summary>
    [Fact]
    public async Task Create_NamesAFile_InAnotherField()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        using var form = Customer.Form(Customer.CampaignFields);
        form.Add(new StringContent("2223334444\n"), "phone_number", "list.csv");

        Assert.Equal(
            """422 {"phone_number":["The phone number field is not taken here."]}""",
            (await customer.SendAsync(HttpMethod.Post, "api/campaigns", form)).ToString());
    }

    [Fact]
    public async Task Create_TakesNull_ForWhatMayBeLeftOut()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var reply = await customer.PostJsonAsync("api/campaigns", new
        {
            start_date = "2022-01-01",
            end_date = "2022-01-31",
            schedule = 1,
            start_url = "http://h/start.php",
            result_url = (string?)null,
            max_retries = (int?)null,
            retry_interval = (int?)null,
            on_invalid = (string?)null,
            phone_numbers = (string[]?)null,
            profiles = new[] { new { profile = "MorningPace", start_time = "08:00", end_time = "21:00" } },
        });

        Assert.Equal(200, reply.Status);
    }

    private static async Task<string> ReadAsync(Customer customer) => string.Join('\n', await Task.WhenAll(
        new[] { "schedules", "profiles", "campaigns/1", "campaigns/1/calls", "tokens" }.Select(
            async path => (await customer.GetAsync($"api/{path}")).Body)));
}
