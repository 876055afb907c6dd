using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>A gateway whose class throws: before it has sent anything, or when nobody knows whether it has.</summary>
public sealed class GatewayFaultTests
{
    private const int Calls = 100;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 8, 1, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Argument_ThatWillNotDo_EndsTheCall_AndSaysWhy()
    {
        await using var plum = await StartAsync();
        _gateway.Before = call =>
            call.Key.Position == 1 ? throw new ArgumentException("no country code") : Task.CompletedTask;
        var campaign = await Dense.CreateAsync(plum, 20);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(4));

        var call = await CallAsync(plum, campaign, 2);
        Assert.Equal("failed", call.GetProperty("state").GetString());
        Assert.Equal("not placed: no country code", call.GetProperty("note").GetString());
        Assert.Equal(20, (await plum.CountsAsync(campaign)).Final);
    }

    [Fact]
    public async Task Settings_ThatWillNotDo_LeaveTheGatewayAlone_AndSpendNoCall()
    {
        await using var plum = await StartAsync();
        _gateway.Before = _ => throw new OptionsValidationException("x", typeof(object), ["there is no trunk"]);
        var campaign = await Example.CreateAsync(plum, Calls);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.Equal(Calls, (await plum.CountsAsync(campaign)).Waiting);
        var shown = await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}");
        Assert.Contains("there is no trunk", shown.GetProperty("doing").GetString(), StringComparison.Ordinal);

        _gateway.Forget();
        _gateway.Before = _ => Task.CompletedTask;
        await plum.AdvanceToAsync(Begin.AddDays(3));
        Assert.Equal(Enumerable.Range(0, Calls), _gateway.Asked.Select(call => (int)call.Position));
        Assert.All(_gateway.Asked, call => Assert.Equal(1, call.Attempt));
    }

    /// <summary>
    /// Callbacks may be lost with the answer: such calls are looked up sooner than those that were placed.
    /// </summary>
    [Fact]
    public async Task Doubt_IsLookedUpWithinSeconds_ThoughTheGatewayCallsBack()
    {
        await using var plum = await StartAsync(
            ("Plum:Callbacks:Address", "https://calls.example.com"), (
                "Plum:Callbacks:Key", Convert.ToBase64String(new byte[32])),
            ("Plum:Gateway:LostAnswerRate", "1"), ("Plum:Gateway:LostCallbackRate", "1"));
        var campaign = await Dense.CreateAsync(plum, 100);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Begin.AddSeconds(30));

        Assert.InRange((await plum.CountsAsync(campaign)).Final, 1, 99); // those that were busy, after three seconds
    }

    private static Task<JsonElement> CallAsync(PlumServer plum, int campaign, int call) =>
        plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}/calls/{call}");

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] settings) => PlumServer.StartAsync(new()
    {
        Start = Begin,
        Services = _gateway.Register,
        MayFail = true,
        Settings = settings
            .Append(("Plum:Gateway:TellsLater", "true")).Append(("Plum:Gateway:FetchStartUrl", "false"))
            .ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2),
    });
}
