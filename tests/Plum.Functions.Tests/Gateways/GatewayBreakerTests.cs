using System.Net.Http.Json;
using System.Text.Json;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>A gateway that takes no calls for a while.</summary>
public sealed class GatewayBreakerTests
{
    private const int Calls = 100;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 8, 1, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task CampaignsOfAGatewayThatTakesNoCalls_Wait_SaySo_AndLoseNone()
    {
        await using var plum =
            await PlumServer.StartAsync(new() { Start = Begin, Services = _gateway.Register, MayFail = true });
        var away = new GatewayAnswer.NotPlaced("its credentials are refused");
        _gateway.Answer = _ => away;
        var campaign = await Example.CreateAsync(plum, Calls);
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceAsync(TimeSpan.FromMinutes(20));

        var asked = _gateway.Asked.Count;
        Assert.InRange(asked, 4, 15); // four until it was left alone, then one at a time
        Assert.Contains("gateway simulated", await DoingAsync(plum, campaign), StringComparison.Ordinal);
        Assert.Contains("its credentials are refused", await DoingAsync(plum, campaign), StringComparison.Ordinal);
        Assert.Equal(Calls, (await plum.CountsAsync(campaign)).Waiting);

        _gateway.Forget();
        _gateway.Answer = _ => null;
        await plum.AdvanceToAsync(Begin.AddDays(3));

        Assert.Equal(Enumerable.Range(0, Calls), _gateway.Asked.Select(call => (int)call.Position));
        Assert.All(_gateway.Asked, call => Assert.Equal(1, call.Attempt));
        Assert.Equal(Calls, (await plum.CountsAsync(campaign)).Final);
    }

    [Fact]
    public async Task ServiceThatStartsAgain_StillLeavesTheGatewayAlone()
    {
        await using var plum =
            await PlumServer.StartAsync(new() { Start = Begin, Services = _gateway.Register, MayFail = true });
        _gateway.Answer = _ => new GatewayAnswer.NotPlaced("it is away");
        var campaign = await Example.CreateAsync(plum, Calls);
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceAsync(TimeSpan.FromMinutes(20));

        await plum.RestartAsync();
        _gateway.Forget();
        await plum.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.InRange(_gateway.Asked.Count, 0, 2);
        Assert.Contains("it is away", await DoingAsync(plum, campaign), StringComparison.Ordinal);
    }

    private static async Task<string> DoingAsync(PlumServer plum, int campaign) =>
        (await plum.Client.GetFromJsonAsync<JsonElement>($"api/campaigns/{campaign}"))
            .GetProperty("doing")
            .GetString()!;
}
