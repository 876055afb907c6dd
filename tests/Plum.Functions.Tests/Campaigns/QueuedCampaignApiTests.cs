using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Campaigns;

/// <summary>Campaigns of queuecall and queuecalls, seen and commanded through the campaign interface.</summary>
public sealed class QueuedCampaignApiTests : IAsyncLifetime
{
    private readonly RecordingGateway _gateway = new();
    private PlumServer _plum = null!;
    private int _default;
    private Campaign _named = null!;

    public async ValueTask InitializeAsync()
    {
        _plum = await PlumServer.StartAsync(new()
        {
            Services = _gateway.Register,
            Settings = new Dictionary<string, string?> { ["Plum:Gateway:FetchStartUrl"] = "false" },
        });
        await _plum.QueueAsync("16175550001", _plum.Now() + Duration.FromHours(1));
        _default = await _plum.DefaultCampaignAsync();
        var named = new NamedCampaign(
            "Nightly", Queueing.Settings with { CampaignParameters = "a=b" }, _plum.Now() + Duration.FromHours(2));
        _named = (await _plum.QueueAsync(named, 3))!;
        await _plum.AdvanceAsync(TimeSpan.FromSeconds(2));
    }

    public ValueTask DisposeAsync() => _plum.DisposeAsync();

    [Fact]
    public async Task GetCampaigns_ShowsThemOnlyWhenAskedTo()
    {
        Assert.Equal("[]", await _plum.Client.GetStringAsync("api/campaigns"));
        var queued = JsonDocument.Parse(await _plum.Client.GetStringAsync("api/campaigns?kind=queued")).RootElement;
        Assert.Equal(
            ["default", "Nightly"],
            queued.EnumerateArray().Select(campaign => campaign.GetProperty("campaign_name").GetString()));
        Assert.Equal(_named.Queued!.Opens.ToUnixTimeSeconds(), queued[1].GetProperty("scheduled_timestamp").GetInt64());
        Assert.Equal("a=b", queued[1].GetProperty("campaign_parameters").GetString());
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity, (await _plum.Client.GetAsync("api/campaigns?kind=other")).StatusCode);
    }

    [Fact]
    public async Task DefaultCampaign_IsFoundByItsIdAndAsDefault()
    {
        var byName = await _plum.Client.GetStringAsync("api/campaigns/default");
        Assert.Equal(await _plum.Client.GetStringAsync($"api/campaigns/{_default}"), byName);
        var campaign = JsonDocument.Parse(byName).RootElement;
        Assert.Equal(1, campaign.GetProperty("counts").GetProperty("waiting").GetInt32());
        Assert.Equal(3_600_000, campaign.GetProperty("calls_per_hour").GetDouble());
        Assert.Equal("next call due 13:00", campaign.GetProperty("doing").GetString());
        Assert.Equal("2021-12-31T13:00:00-05:00", campaign.GetProperty("next_call").GetString());
        var calls = JsonDocument.Parse(await _plum.Client.GetStringAsync("api/campaigns/default/calls")).RootElement;
        Assert.Equal("waiting", Assert.Single(calls.EnumerateArray()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task DefaultCampaign_IsSuspendedAndResumed()
    {
        await SendAsync("stop", "default");
        await _plum.AdvanceAsync(TimeSpan.FromHours(2));
        var stopped = await _plum.CountsAsync(_default);
        await SendAsync("start", "default");
        await _plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal((1, 0), (stopped.Waiting, stopped.Final));
        Assert.Equal(1, (await _plum.CountsAsync(_default)).Final);
    }

    [Fact]
    public async Task NamedCampaign_StoppedBeforeItsTime_StartsNotBeforeIt()
    {
        await SendAsync("stop", _named.Key.Id);
        await SendAsync("start", _named.Key.Id);
        await _plum.AdvanceToAsync(_named.Queued!.Opens.ToDateTimeOffset() - TimeSpan.FromSeconds(1));
        var before = await _plum.CountsAsync(_named.Key.Id);
        await _plum.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(3, before.Waiting);
        Assert.Equal(3, (await _plum.CountsAsync(_named.Key.Id)).Final);
    }

    [Fact]
    public async Task NamedCampaign_SaysWhatItWaitsFor_AndWhenItIsOver()
    {
        var before = JsonElement.Parse(await _plum.Client.GetStringAsync($"api/campaigns/{_named.Key.Id}"));
        await _plum.AdvanceAsync(TimeSpan.FromHours(3));
        var after = JsonDocument.Parse(await _plum.Client.GetStringAsync($"api/campaigns/{_named.Key.Id}")).RootElement;

        Assert.Equal(
            ("started", "scheduled for 14:00"),
            (before.GetProperty("state").GetString(), before.GetProperty("doing").GetString()));
        Assert.Equal(
            ("finished", "no calls waiting"),
            (after.GetProperty("state").GetString(), after.GetProperty("doing").GetString()));
    }

    [Fact]
    public async Task NamedCampaign_IsDeletedWithItsNameSetFree()
    {
        var deleted = _plum.Client.DeleteAsync($"api/campaigns/{_named.Key.Id}");
        while (!deleted.IsCompleted)
        {
            await _plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(HttpStatusCode.OK, (await deleted).StatusCode);
        Assert.NotNull(await _plum.QueueAsync(new NamedCampaign("Nightly", Queueing.Settings, _plum.Now()), 1));
    }

    [Fact]
    public async Task WhatHasNoMeaningForThem_IsRefused()
    {
        Assert.Equal(
            "The default campaign cannot be deleted.",
            await ErrorAsync(_plum.Client.DeleteAsync($"api/campaigns/{_default}")));
        Assert.Equal(
            "The default campaign cannot be deleted.",
            await ErrorAsync(_plum.Client.DeleteAsync("api/campaigns/default")));
        Assert.Equal(
            "Calls get into the default campaign one by one, by queuecall.",
            await ErrorAsync(_plum.Client.PostAsJsonAsync(
                "api/campaigns/add-calls", new { campaign_id = "default", phone_numbers = new[] { "16175550123" } })));
    }

    [Fact]
    public async Task Campaigns_TakeGatewayCallerIdsAndWeight_AndNamedOnesRetries()
    {
        Assert.Equal(
            "200 simulated 2 5 match",
            await PatchAsync(
                "default", "gateway=simulated&caller_ids=6175550100,2125550100&weight=5&caller_id_choice=match"));
        Assert.Equal("200 null 0 1 rotate", await PatchAsync($"{_named.Key.Id}", "max_retries=2&retry_interval=60"));
        Assert.Equal(
            "200 simulated 1 9 rotate",
            await PatchAsync(
                $"{_named.Key.Id}",
                "gateway=simulated&caller_ids=6175550100&weight=9&retry={\"busy\":{\"attempts\":2,\"interval\":60}}"));
        var named = JsonElement.Parse(await _plum.Client.GetStringAsync($"api/campaigns/{_named.Key.Id}"));
        Assert.Equal("""{"busy":{"attempts":2,"interval":60}}""", named.GetProperty("retry").GetRawText());

        Assert.StartsWith(
            "422 {\"start_date\":[",
            await PatchAsync($"{_named.Key.Id}", "start_date=2022-02-01"),
            StringComparison.Ordinal);
        Assert.Equal(
            """422 {"max_retries":["Each call of the default campaign has its own, given with queuecall."]}""",
            await PatchAsync("default", "max_retries=2"));
        Assert.Equal(
            """422 {"retry":["Each call of the default campaign has its own, given with queuecall."]}""",
            await PatchAsync("default", "retry={\"busy\":{\"attempts\":2}}"));
        Assert.StartsWith(
            "422 {\"gateway\":[\"There is no gateway 'third'",
            await PatchAsync("default", "gateway=third"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallsOfTheDefaultCampaign_ShowItsCallerId_OnceItHasOne()
    {
        Assert.StartsWith("200", await PatchAsync("default", "caller_ids=2125550100"), StringComparison.Ordinal);
        await _plum.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(1, (await _plum.CountsAsync(_default)).Final);
        var asked = _gateway.Asked
            .Where(call => call.Key.StartsWith($"demo-{_default:D10}-", StringComparison.Ordinal))
            .Select(call => call.CallerId);
        Assert.Equal(["2125550100"], asked);
    }

    private async Task<string> PatchAsync(string campaign, string query)
    {
        using var response = await _plum.AnswerAsync(
            _plum.Client.PatchAsync($"api/campaigns/{campaign}?{query}", null));
        if (!response.IsSuccessStatusCode)
        {
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
        }

        var shown = JsonElement.Parse(await _plum.Client.GetStringAsync($"api/campaigns/{campaign}"));
        var ids = shown.GetProperty("caller_ids");
        return $"200 {shown.GetProperty("gateway").GetString() ?? "null"} "
            + $"{(ids.ValueKind == JsonValueKind.Array ? ids.GetArrayLength() : 0)} "
            + $"{shown.GetProperty("weight")} {shown.GetProperty("caller_id_choice")}";
    }

    private async Task SendAsync(string command, object campaign)
    {
        var answer = _plum.Client.PostAsJsonAsync($"api/campaigns/{command}", new { campaign_id = campaign });
        while (!answer.IsCompleted)
        {
            await _plum.AdvanceAsync(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    private static async Task<string?> ErrorAsync(Task<HttpResponseMessage> request)
    {
        var response = await request;
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetString();
    }
}
