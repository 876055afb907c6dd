using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>What the old campaign interface did, over the API.</summary>
public sealed class CampaignManagementTests
{
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Search_FindsANumber_HoweverItIsWritten()
    {
        await using var plum = await StartAsync();
        var campaign = await Calls.Example.CreateAsync(plum, 600);
        await plum.Client.AddCallsAsync(
            campaign, "tel:+16175550300;ani=8005550000", "(617) 555-0599", "+44 20 7946 0018");

        foreach (var written in new[]
        {
            "16175550300",
            "6175550300",
            "tel:+16175550300",
            "+1 617 555-0300",
            "6175550300;ani=1112223333",
        })
        {
            Assert.Equal(
                [300, 600], await PositionsAsync(plum, campaign, $"phone_number={Uri.EscapeDataString(written)}"));
        }

        // as people type it
        Assert.Equal([300, 600], await PositionsAsync(plum, campaign, "phone_number=tel:+16175550300"));
        Assert.Equal([602], await PositionsAsync(plum, campaign, "phone_number=+442079460018"));
        Assert.Equal([599, 601], await PositionsAsync(plum, campaign, "phone_number=6175550599"));
        Assert.Empty(await PositionsAsync(plum, campaign, "phone_number=6175559999"));
        Assert.Equal([17], await PositionsAsync(plum, campaign, "message_reference=ref17"));
        Assert.Empty(await PositionsAsync(plum, campaign, "message_reference=REF17"));
        Assert.Equal(
            [17],
            await PositionsAsync(plum, campaign, "message_reference=ref17&phone_number=6175550017&state=waiting"));
        Assert.Empty(await PositionsAsync(plum, campaign, "message_reference=ref17&state=completed"));
        using var bad = await plum.Client.GetAsync($"api/campaigns/{campaign}/calls?phone_number=12");
        Assert.Equal(
            (422, """{"phone_number":["The phone number has 2 digits; 10 or 11 are needed."]}"""),
            ((int)bad.StatusCode, await bad.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Search_GoesOnByLink()
    {
        await using var plum = await StartAsync();
        var campaign = await Calls.Example.CreateAsync(plum, 1, form => form with
        {
            List = string.Concat(
            Enumerable.Range(0, 700).Select(i => $"1617555{i:D4},{(i % 2 == 0 ? "even" : "odd")}\n"))
        });
        var (found, next) = (new List<int>(), $"api/campaigns/{campaign}/calls?message_reference=odd&limit=100");

        while (next.Length > 0)
        {
            using var response = await plum.Client.GetAsync(next);
            found.AddRange(
                JsonElement.Parse(await response.Content.ReadAsStringAsync()).EnumerateArray().Select(Position));
            next = response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : "";
        }

        Assert.Equal(Enumerable.Range(0, 350).Select(i => (2 * i) + 1), found);
    }

    [Fact]
    public async Task DefaultCampaign_IsManagedLikeTheOthers()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync();
        var settings = Queueing.Settings with { ResultUrl = receiver.ResultUrl };
        var later = plum.Now() + NodaTime.Duration.FromHours(1);
        var ids = new List<int>();
        foreach (var i in Enumerable.Range(0, 30))
        {
            ids.Add(await plum.QueueAsync($"1617555{i:D4}", later, settings));
        }

        Assert.Equal([7], await PositionsAsync(plum, "default", "phone_number=6175550007"));
        using var canceled = await plum.Client.PostAsync($"api/campaigns/default/calls/{ids[7]}/cancel", null);
        Assert.True(canceled.IsSuccessStatusCode);
        var summary = Get(await plum.Client.GetStringAsync("api/campaigns?kind=all&counts=true"))[0];
        Assert.Equal(29, await plum.CancelAllAsync(await plum.DefaultCampaignAsync()));
        await plum.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Empty(_gateway.Asked);
        Assert.Equal("""{"pending":29,"completed":0,"failed":1}""", summary.GetProperty("summary").GetRawText());
        Assert.Equal(1, summary.GetProperty("counts").GetProperty("canceled").GetInt32());
        Assert.Equal(ids.Order(), receiver.Results.Select(result => int.Parse(result["call_id"]!)).Order());
        Assert.All(receiver.Results, result => Assert.Equal("canceled", result["result"]));
    }

    [Fact]
    public async Task Summary_AddsUp_AtEveryStage()
    {
        await using var plum = await StartAsync();
        var campaign =
            await Calls.Example.CreateAsync(plum, 60, form => form with { MaxRetries = 1, RetryInterval = 3_600 });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(new(2022, 1, 3, 8, 10, 0, TimeSpan.FromHours(-5)));
        await CheckSummaryAsync(plum, campaign, 60);
        await plum.CancelAllAsync(campaign);
        await CheckSummaryAsync(plum, campaign, 60);
        await plum.AdvanceToAsync(new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5)));

        Assert.Equal(0, await CheckSummaryAsync(plum, campaign, 60));
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new()
    {
        Services = _gateway.Register,
        Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
    });

    private static async Task<long> CheckSummaryAsync(PlumServer plum, int campaign, long accepted)
    {
        var summary = Get(await plum.Client.GetStringAsync($"api/campaigns/{campaign}")).GetProperty("summary");
        var (pending, over) = (summary.GetProperty("pending").GetInt64(), summary
            .GetProperty("completed")
            .GetInt64() + summary.GetProperty("failed").GetInt64());
        Assert.Equal(accepted, pending + over);
        return pending;
    }

    // Call ids count up with positions, and the first call of the server has id 1.
    private static async Task<List<int>> PositionsAsync(PlumServer plum, object campaign, string query)
    {
        var first = Get(await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls?limit=1"))[0]
            .GetProperty("call_id")
            .GetInt32();
        var found = Get(await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls?{query}"));
        return [.. found.EnumerateArray().Select(call => call.GetProperty("call_id").GetInt32() - first)];
    }

    private static int Position(JsonElement call) => int.Parse(call.GetProperty("phone_number").GetString()![7..]);

    private static JsonElement Get(string json) => JsonElement.Parse(json);
}
