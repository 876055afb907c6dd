using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>
/// Which gateway places a campaign's calls. The recorded one is the service's; the other is called second.
/// </summary>
public sealed class ChosenGatewayTests
{
    private const int Calls = 100;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 8, 0, 30, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    private readonly Dictionary<string, string?> _settings = new()
    {
        ["Plum:Gateways:second:Kind"] = "Simulated",
        ["Plum:Dialing:Gateway"] = "simulated",
    };

    [Fact]
    public async Task Campaign_ChoosesItsGateway_ElseItsAccountDoes_ElseTheService()
    {
        await using var plum = await StartAsync();
        using var root = await plum.SignUpAdminAsync();
        var campaign = await Example.CreateAsync(plum, Calls);
        await plum.Client.StartCampaignAsync(campaign);

        Assert.Equal((true, false), await PlacedAsync(plum, campaign)); // the service's
        Assert.Equal("second", (await root.PatchAsync("api/admin/accounts/demo?gateway=second")).Json
            .GetProperty("response")
            .GetProperty("gateway")
            .GetString());
        Assert.Equal((false, true), await PlacedAsync(plum, campaign));
        await ChooseAsync(plum, campaign, "simulated");
        Assert.Equal((true, false), await PlacedAsync(plum, campaign));
        await ChooseAsync(plum, campaign, null);
        Assert.Equal((false, true), await PlacedAsync(plum, campaign));
        Assert.Equal(200, (await root.PatchAsync("api/admin/accounts/demo?gateway=")).Status);
        Assert.Equal((true, false), await PlacedAsync(plum, campaign));
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("https://calls.example.com", 0)]
    public async Task Start_SaysThatGatewaysAreAsked_WhereTheyCannotCallBack(string? address, int times)
    {
        var log = new LogLines();
        await using var plum = await PlumServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string?>(_settings)
            {
                ["Plum:Callbacks:Address"] = address,
                ["Plum:Callbacks:Key"] = Convert.ToBase64String(new byte[32]),
            },
            Services = services => services.AddLogging(logging => logging.AddProvider(log)),
        });

        Assert.Equal(
            times,
            log.Lines.Count(line => line.Contains("second cannot reach this service", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task GatewayThatTheSettingsDoNotName_IsRefused_WithThoseTheyDo()
    {
        await using var plum = await StartAsync();
        using var root = await plum.SignUpAdminAsync();
        var campaign = await root.CampaignAsync();
        const string refusal =
            """422 {"gateway":["There is no gateway 'third'; the settings name simulated, second."]}""";

        Assert.Equal(refusal, $"{await root.PatchAsync($"api/campaigns/{campaign}?gateway=third")}");
        Assert.Equal(
            refusal, $"{await root.PostAsync("api/campaigns", [.. Customer.CampaignFields, ("gateway", "third")])}");
        Assert.Equal(refusal, $"{await root.PatchAsync("api/admin/accounts/demo?gateway=third")}");
        Assert.Equal(
            refusal,
            $"{await root.PostAsync("api/admin/accounts", ("login", "ann"), ("pin", "1234"), ("gateway", "third"))}");
        Assert.Equal(
            200, (await root.PostAsync("api/campaigns", [.. Customer.CampaignFields, ("gateway", "second")])).Status);
        Assert.Equal("second", (await root.GetAsync("api/campaigns/2")).Json.GetProperty("gateway").GetString());
    }

    [Fact]
    public async Task CampaignOfAGatewayThatTheSettingsNoLongerName_Waits_SaysSo_AndLosesNone()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, Calls);
        await ChooseAsync(plum, campaign, "second");
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(3));
        var before = (await plum.CountsAsync(campaign)).Waiting;
        Assert.InRange(before, 1, Calls - 1);

        _settings.Remove("Plum:Gateways:second:Kind");
        await plum.RestartAsync();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Empty(_gateway.Asked);
        // one may have been given back at the stop
        Assert.InRange((await plum.CountsAsync(campaign)).Waiting, before, before + 1);
        Assert.Equal("waiting for gateway second: the settings do not name it", await DoingAsync(plum, campaign));
        var shown = await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}");
        // as it is
        Assert.True((await plum.Client.PutAsJsonAsync($"api/campaigns/{campaign}", shown)).IsSuccessStatusCode);

        _settings["Plum:Gateways:second:Kind"] = "Simulated";
        await plum.RestartAsync();
        await plum.AdvanceToAsync(Begin.AddDays(3));
        var final = await plum.CountsAsync(campaign);
        Assert.Equal((Calls, 0), (final.Completed + final.Failed, final.Expired));
    }

    /// <summary>A dialer died after it had asked for a call, and nobody knows whether it rang.</summary>
    [Theory]
    [InlineData("simulated", 1)] // it recognises the attempt
    [InlineData("second", 0)]
    public async Task CallOfADeadDialer_IsAskedForAgain_OnlyOfTheGatewayThatWasAsked(string since, int asked)
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 1);
        var now = plum.Now();
        Assert.NotNull(await plum.Services.GetRequiredService<CallTable>().TryClaimAsync(
            new CampaignKey("demo", campaign),
            [new(0, 1, now, null)],
            now + Duration.FromMinutes(1),
            "simulated",
            default));
        await ChooseAsync(plum, campaign, since);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceAsync(TimeSpan.FromMinutes(30));

        Assert.Equal(asked, _gateway.Asked.Count);
        var call = (await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}/calls"))[0];
        Assert.Equal(
            asked == 0, call.GetProperty("note").GetString()?.StartsWith("unknown", StringComparison.Ordinal) ?? false);
        Assert.Equal(1, (await plum.CountsAsync(campaign)).Final);
    }

    // Whether the recorded gateway, and whether the other, places calls from two seconds from now on.
    private async Task<(bool Recorded, bool Other)> PlacedAsync(PlumServer plum, int campaign)
    {
        await plum.AdvanceAsync(TimeSpan.FromSeconds(3));
        _gateway.Forget();
        var before = await plum.CountsAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(2));
        var placed = before.Waiting - (await plum.CountsAsync(campaign)).Waiting;
        return (_gateway.Asked.Count > 0, placed > _gateway.Asked.Count);
    }

    private static async Task ChooseAsync(PlumServer plum, int campaign, string? gateway) =>
        Assert.True(
            (await plum.Client.PatchAsJsonAsync($"api/campaigns/{campaign}", new { gateway })).IsSuccessStatusCode);

    private static async Task<string> DoingAsync(PlumServer plum, int campaign) =>
        (await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}"))
            .GetProperty("doing")
            .GetString()!;

    private Task<PlumServer> StartAsync() =>
        PlumServer.StartAsync(new() { Start = Begin, Services = _gateway.Register, Settings = _settings });
}
