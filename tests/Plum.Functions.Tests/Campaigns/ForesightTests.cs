using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>What a campaign tells before there is one, and what it tells of its pace and its end.</summary>
public sealed class ForesightTests(SharedServer server) : IClassFixture<SharedServer>
{
    // Monday 3 January 2022, 08:00 Eastern.
    private const long Monday = 1641214800;

    [Fact]
    public async Task DryRun_TellsFirstAndLastCall_AndCreatesNothing()
    {
        using var customer = await server.SignUpAsync();
        await ReferencesAsync(customer);

        var reply = await DryRunAsync(customer, CampaignForm.Numbers(100));

        // The 100 calls of a period of 30 minutes, one each 18 s.
        Assert.Equal(
            $$$"""200 {"status":"success","response":{"calls":100,"first_call_timestamp":{{{Monday}}},"last_call_timestamp":{{{Monday + (99 * 18)}}},"not_placed":0,"amount_needed":null}}""",
            reply.ToString());
        Assert.Equal("[]", (await customer.GetAsync("api/campaigns")).Body);
        Assert.DoesNotContain("campaign", (await customer.GetAsync("api/audit")).Body, StringComparison.Ordinal);
    }

    /// <summary>467 calls a day on two days, as the documents' example has it, are 934; see ./run demo.</summary>
    [Fact]
    public async Task DryRun_TellsWhatPaceIsNeeded_WhereItDoesNotFit()
    {
        using var customer = await server.SignUpAsync();
        await ReferencesAsync(customer);

        var reply = await DryRunAsync(customer, CampaignForm.Numbers(1000));

        var response = reply.Json.GetProperty("response");
        Assert.Equal(66, response.GetProperty("not_placed").GetInt64());
        var needed = response.GetProperty("amount_needed").GetInt64();
        Assert.Equal((0L, true), (await LeftAsync(customer, needed), await LeftAsync(customer, needed - 1) > 0));
    }

    [Fact]
    public async Task DryRun_TellsFaults_AsCreationDoes()
    {
        using var customer = await server.SignUpAsync();
        await ReferencesAsync(customer);

        var reply = await DryRunAsync(customer, "16175550101\n12\n", ("schedule_id", "9"), ("end_date", "2021-01-01"));

        Assert.Equal(422, reply.Status);
        Assert.Equal(
            ["end_date", "phone_numbers", "schedule"],
            reply.Json.EnumerateObject().Select(field => field.Name).Order());
        Assert.Contains("Line 2: '12'", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outlook_TellsTheLastCall_AndWhatDoesNotFit()
    {
        using var customer = await server.SignUpAsync();
        var id = await customer.CampaignAsync(CampaignForm.Numbers(1000));
        await customer.PostJsonAsync("api/campaigns/start", new { campaign_id = id });

        var shown = (await customer.GetAsync("api/campaigns?outlook=true")).Json[0];

        Assert.Equal("2022-01-03T08:00:00-05:00", shown.GetProperty("next_call").GetString());
        Assert.StartsWith("2022-01-05T10:59", shown.GetProperty("last_call").GetString(), StringComparison.Ordinal);
        Assert.Equal(66, shown.GetProperty("not_placed").GetInt32());
        Assert.Equal(1000, shown.GetProperty("summary").GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task Pace_TellsEachMinuteOfTheLastHour_BesideThePlan()
    {
        await using var plum = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        var id = await customer.CampaignAsync(
            CampaignForm.Numbers(1000),
            ("start_url", new Uri(plum.Address, "outbound/hello.vxml").ToString()),
            ("result_url", ""));
        await customer.PostJsonAsync("api/campaigns/start", new { campaign_id = id });
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 40, 0, TimeSpan.FromHours(-5)));

        var pace = (await customer.GetAsync($"api/campaigns/{id}/pace")).Json;

        var minutes = pace.GetProperty("minutes").EnumerateArray().ToList();
        Assert.Equal(60, minutes.Count);
        Assert.Equal(Monday + (40 * 60), minutes[^1].GetProperty("timestamp").GetInt64());

        // 100 calls in half an hour, then ten minutes of rest, then the next: its first call is of this instant.
        Assert.InRange(minutes.Sum(minute => minute.GetProperty("calls").GetInt32()), 100, 101);
        Assert.All(
            minutes.Where(minute => minute.GetProperty("timestamp").GetInt64() is >= Monday and < Monday + 1800),
            minute => Assert.InRange(minute.GetProperty("calls").GetInt32(), 3, 4));
        Assert.InRange(pace.GetProperty("outcomes").EnumerateObject().Sum(outcome => outcome.Value.GetInt32()), 1, 100);
        Assert.Equal(404, (await customer.GetAsync("api/campaigns/999/pace")).Status);
    }

    private static async Task ReferencesAsync(Customer customer)
    {
        await customer.PostAsync("api/schedules", ("days", """["mon","wed","fri"]"""), ("nickname", "3wkdays"));
        await customer.PostAsync(
            "api/profiles",
            ("period", "30"),
            ("amount_per_period", "100"),
            ("time_between_periods", "10"),
            ("nickname", "MorningPace"));
    }

    private static async Task<long> LeftAsync(Customer customer, long amount)
    {
        await customer.SendAsync(HttpMethod.Patch, "api/profiles/1", Customer.Form(("amount_per_period", $"{amount}")));
        var reply = await DryRunAsync(customer, CampaignForm.Numbers(1000));
        return reply.Json.GetProperty("response").GetProperty("not_placed").GetInt64();
    }

    private static async Task<ApiReply> DryRunAsync(
        Customer customer, string list, params (string Name, string Value)[] changes)
    {
        using var form = Customer.Form(
            [
                .. Customer.CampaignFields.Where(field => changes.All(change => change.Name != field.Name)),
                .. changes,
                ("dry_run", "true"),
            ]);
        form.Add(new StringContent(list), "phone_numbers", "numbers.csv");
        return await customer.SendAsync(HttpMethod.Post, "api/campaigns", form);
    }
}
