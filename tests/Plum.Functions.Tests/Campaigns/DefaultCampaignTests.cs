using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>The default campaign is there before the first call of queuecall.</summary>
public sealed class DefaultCampaignTests
{
    private const string Success = """200 {"status":"success"}""";
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Default_IsLookedAt_BeforeTheFirstCall()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        var shown = await customer.GetAsync("api/campaigns/default");

        Assert.Equal(200, shown.Status);
        Assert.Equal(
            ("default", "started"),
            (shown.Json.GetProperty("campaign_name").GetString(), shown.Json.GetProperty("state").GetString()));
        Assert.Equal(0, shown.Json.GetProperty("counts").GetProperty("accepted").GetInt32());
        Assert.Equal(shown.Body, (await customer.GetAsync("api/campaigns/default")).Body);
        Assert.Equal("200 []", (await customer.GetAsync("api/campaigns/default/calls")).ToString());
        Assert.Equal("200 []", (await customer.GetAsync("api/campaigns/default/dead-letters")).ToString());
        Assert.Equal("200 []", (await customer.GetAsync("api/campaigns")).ToString());
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("all")]
    public async Task Default_IsListed_BeforeTheFirstCall(string kind)
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        var listed = (await customer.GetAsync($"api/campaigns?kind={kind}")).Json;

        Assert.Equal("default", Assert.Single(listed.EnumerateArray()).GetProperty("campaign_name").GetString());
    }

    [Fact]
    public async Task Default_StoppedBeforeTheFirstCall_HoldsIt()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        Assert.Equal(
            Success,
            (await plum.AnswerAsync(customer.PostAsync("api/campaigns/stop", ("campaign_id", "default")))).ToString());
        Assert.Equal(
            "stopped", (await customer.GetAsync("api/campaigns/default")).Json.GetProperty("state").GetString());
        (await plum.QueueCallAsync(customer.Login)).CallId();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(_gateway.Asked);

        Assert.Equal(Success, (await customer.PostAsync("api/campaigns/start", ("campaign_id", "default"))).ToString());
        await plum.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Single(_gateway.Asked);
    }

    [Fact]
    public async Task Default_StartedBeforeTheFirstCall_DialsIt()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        Assert.Equal(Success, (await customer.PostAsync("api/campaigns/start", ("campaign_id", "default"))).ToString());
        await plum.AdvanceAsync(TimeSpan.FromHours(1)); // long enough for its orchestration to have found nothing
        (await plum.QueueCallAsync(customer.Login)).CallId();
        await plum.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Single(_gateway.Asked);
    }

    [Fact]
    public async Task Default_IsOne_HoweverManyAskForItAtATime()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        var shown = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i => i % 2 == 0
            ? (await customer.GetAsync("api/campaigns/default")).Json.GetProperty("campaign_id").GetInt32()
            : (await plum.QueueCallAsync(customer.Login)).CallId() * 0));

        Assert.Equal([0, 1], shown.Distinct().Order());
        Assert.Equal(1, (await customer.GetAsync("api/campaigns?kind=queued")).Json.GetArrayLength());
        Assert.Equal(4, (await customer.GetAsync("api/campaigns/default/calls")).Json.GetArrayLength());
    }

    [Fact]
    public async Task CancelAll_OfNothing_CancelsNothing()
    {
        await using var plum = await StartAsync();
        using var customer = await Customer.SignUpAsync(plum);

        Assert.Equal(
            """200 {"status":"success","response":{"canceled":0}}""",
            (await plum.AnswerAsync(customer.PostAsync("api/campaigns/default/calls/cancel"))).ToString());
        Assert.Equal(400, (await customer.DeleteAsync("api/campaigns/default")).Status);
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Outbound:CheckUrls"] = "false" },
    });
}
