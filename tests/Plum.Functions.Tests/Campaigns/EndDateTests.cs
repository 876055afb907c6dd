using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Calls that would never be dialed are not taken, and not thrown away by a slip of the pen.</summary>
public sealed class EndDateTests(SharedServer server) : IClassFixture<SharedServer>
{
    // The servers' clocks stand at noon of 31 December 2021.
    private const string Confirm =
        """422 {"end_date":["2021-12-30 is over: 3 calls that wait would not be dialed any more. Send confirm=expire if they shall expire."]}""";

    [Fact]
    public async Task AddCalls_IsRefused_AfterTheEndDate()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n", ("start_date", "2021-12-01"), ("end_date", "2021-12-30"));

        Assert.Equal(
            """400 {"status":"error","error":"Calls cannot be added to campaign 1: its end date, 2021-12-30, is over."}""",
            (await customer.PostAsync(
                "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", """["2223334445"]"""))).ToString());
        Assert.Equal(1, await AcceptedAsync(customer));
    }

    [Fact]
    public async Task AddCalls_IsRefused_AfterTheExpiration()
    {
        await using var plum = await PlumServer.StartAsync(
            new() { Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" } });
        using var customer = await Customer.SignUpAsync(plum);
        var expires = plum.Now().ToUnixTimeSeconds() + 3_600;
        var queued = await plum.QueueCallsAsync(
            customer.Login,
            "2223334444\n",
            ("expiration_timestamp", $"{expires}"),
            ("scheduled_timestamp", $"{expires - 60}"));
        Assert.Contains("status=\"queued\"", queued.Body);
        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(
            """400 {"status":"error","error":"Calls cannot be added to campaign 1: it has expired."}""",
            (await customer.PostAsync(
                "api/campaigns/add-calls", ("campaign_id", "1"), ("phone_numbers", """["2223334445"]"""))).ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_ThatWouldExpireWaitingCalls_IsRefused_AndSaysHowMany(bool started)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n2223334445\n2223334446\n", ("start_date", "2021-12-01"));
        if (started)
        {
            await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));
        }

        Assert.Equal(Confirm, (await customer.PatchAsync("api/campaigns/1?end_date=2021-12-30")).ToString());
        Assert.Equal(Confirm, (await customer.PatchAsync("api/campaigns/1?end_date=2021-12-30&confirm=")).ToString());
        Assert.Equal(
            """422 {"confirm":["The selected confirm is invalid."]}""",
            (await customer.PatchAsync("api/campaigns/1?end_date=2021-12-30&confirm=yes")).ToString());
        Assert.Equal(
            "2022-01-05 00:00:00",
            (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("end_date").GetString());
    }

    [Fact]
    public async Task Update_ExpiresThem_WhenItSaysSo()
    {
        await using var plum = await PlumServer.StartAsync();
        using var customer = await Customer.SignUpAsync(plum);
        await customer.CampaignAsync("2223334444\n2223334445\n2223334446\n", ("start_date", "2021-12-01"));
        await customer.PostAsync("api/campaigns/start", ("campaign_id", "1"));

        Assert.Equal(200, (await customer.PatchAsync("api/campaigns/1?end_date=2021-12-30&confirm=expire")).Status);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(3, (await customer.GetAsync("api/campaigns/1")).Json
            .GetProperty("counts")
            .GetProperty("expired")
            .GetInt32());
    }

    [Theory]
    [InlineData("2223334444\n", "2021-12-31")] // today is not over
    [InlineData(null, "2021-12-30")] // nothing waits
    public async Task Update_IsTaken_WhenNothingExpires(string? list, string endDate)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(list, ("start_date", "2021-12-01"));

        Assert.Equal(200, (await customer.PatchAsync($"api/campaigns/1?end_date={endDate}")).Status);
    }

    [Fact]
    public async Task Update_OfACampaignThatIsOver_AsksForNothing()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync("2223334444\n", ("start_date", "2021-12-01"), ("end_date", "2021-12-20"));

        Assert.Equal(200, (await customer.PatchAsync("api/campaigns/1?end_date=2021-12-25")).Status);
    }

    private static async Task<int> AcceptedAsync(Customer customer) =>
        (await customer.GetAsync("api/campaigns/1")).Json.GetProperty("counts").GetProperty("accepted").GetInt32();
}
