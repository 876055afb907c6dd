using System.Text;
using System.Text.Json;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>The rules for retries of a campaign: sent, shown, sent back.</summary>
public sealed class RetryRuleApiTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const string Rules =
        """{"max_retries":3,"busy":{"attempts":3,"interval":60},"machine":{"attempts":1,"interval":86400}}""";

    [Fact]
    public async Task Create_TakesRules_InAForm()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("retry", Rules));

        await ShowsAsync(customer, Rules);
    }

    [Fact]
    public async Task Create_TakesRules_AsPhpsFormsNestThem()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("retry[no_answer][attempts]", "2"), ("retry[no_answer][interval]", "600"));

        await ShowsAsync(customer, """{"no_answer":{"attempts":2,"interval":600}}""");
    }

    [Fact]
    public async Task Create_TakesRules_InJson()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        var fields = Customer.CampaignFields.ToDictionary(field => field.Name, object (field) => field.Value);
        fields["retry"] = JsonElement.Parse(Rules);

        Assert.Equal(
            """200 {"status":"success","response":{"id":2}}""",
            (await customer.PostJsonAsync("api/campaigns", fields)).ToString());
        await ShowsAsync(customer, Rules, id: 2);
    }

    [Fact]
    public async Task Put_TakesWhatGetGives_AndEachFormReplacesTheOther()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("max_retries", "2"));
        var plain = (await customer.GetAsync("api/campaigns/1")).Body;

        Assert.Equal(200, (await PutAsync(customer, $$"""{"retry":{{Rules}}}""")).Status);
        await ShowsAsync(customer, Rules);
        var ruled = (await customer.GetAsync("api/campaigns/1")).Body;
        Assert.Equal(200, (await PutAsync(customer, ruled)).Status);
        Assert.Equal(ruled, (await customer.GetAsync("api/campaigns/1")).Body);
        Assert.Equal(200, (await PutAsync(customer, plain)).Status);
        Assert.Equal(plain, (await customer.GetAsync("api/campaigns/1")).Body);
    }

    [Theory]
    [InlineData(
        "retry",
        """{"busy":{"attempts":11,"interval":30}}""",
        """{"retry.busy.attempts":["The retry.busy.attempts may not be greater than 10."],"retry.busy.interval":["The retry.busy.interval must be at least 60."]}""")]
    [InlineData("retry", "often", """{"retry":["The retry must be a JSON object."]}""")]
    [InlineData("retry", "[]", """{"retry":["The retry must be a JSON object."]}""")]
    [InlineData(
        "retry",
        """{"voice":{"attempts":1}}""",
        """{"retry.voice":["The retry.voice field is not taken here."],"retry":["The retry needs at least one of busy, no_answer, machine, failed."]}""")]
    [InlineData("retry_interval", "60", """{"max_retries":["The max retries field is required."]}""")]
    public async Task Update_NamesTheFault_AndChangesNothing(string field, string value, string faults)
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync(null, ("retry", Rules));

        var reply = await customer.PatchAsync($"api/campaigns/1?{field}={Uri.EscapeDataString(value)}");

        Assert.Equal($"422 {faults}", reply.ToString());
        await ShowsAsync(customer, Rules);
    }

    [Fact]
    public async Task Create_RefusesBothForms()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();

        Assert.Equal(
            """422 {"retry":["The retry field takes the place of max_retries and retry_interval; leave those out."]}""",
            (await customer.PostAsync(
                "api/campaigns", [.. Customer.CampaignFields, ("retry", Rules), ("max_retries", "3")])).ToString());
    }

    [Fact]
    public async Task Audit_TellsTheRules()
    {
        using var customer = await server.SignUpAsync();
        await customer.CampaignAsync();
        await customer.PatchAsync($"api/campaigns/1?retry={Uri.EscapeDataString(Rules)}");

        var changes = (await customer.GetAsync("api/audit")).Json[0].GetProperty("changes");
        Assert.Equal(Rules, changes.GetProperty("retry").GetProperty("to").GetRawText());
        Assert.Equal("null", changes.GetProperty("max_retries").GetProperty("to").GetRawText());
    }

    private static async Task ShowsAsync(Customer customer, string rules, int id = 1)
    {
        var campaign = (await customer.GetAsync($"api/campaigns/{id}")).Json;
        Assert.Equal(rules, campaign.GetProperty("retry").GetRawText());
        Assert.False(campaign.TryGetProperty("max_retries", out _) || campaign.TryGetProperty("retry_interval", out _));
    }

    private static async Task<ApiReply> PutAsync(Customer customer, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await customer.SendAsync(HttpMethod.Put, "api/campaigns/1", body);
    }
}
