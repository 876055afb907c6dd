using Plum.Demo;
using Plum.Functions.Tests.Gateways;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>Two instances of the service on one storage account, and a carrier that tells later.</summary>
public sealed class TwoProcessesOpenCallsTests : IAsyncLifetime
{
    private const int PerSecond = 10;

    private readonly AzuriteFixture _azurite = new();
    private TwilioPeer _peer = null!;
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        _receiver = await Receiver.StartAsync();
        _receiver.Script = request => Task.FromResult(
            request.Path == "/start.php" ? new Reply(200, TwilioScene.Script, "text/xml") : null);
        _peer = await TwilioPeer.StartAsync();
        _peer.Outcome = _ => new("completed", 1, "human");
    }

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _receiver.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    /// <summary>
    /// P3, P4, P6: an outcome finds its call whichever process hears of it, and has it once though both do.
    /// </summary>
    [Fact]
    public async Task Callback_IsTaken_ByWhicheverProcessItReaches()
    {
        const int calls = 60;
        await using var one = await StartAsync();
        await using var other = await StartAsync();
        _peer.Services = [one.Address, other.Address];
        _peer.RepeatsCallback = _ => true; // they take turns
        var campaign = await BriskCampaign.CreateAsync(one.Client, calls, _receiver, PerSecond);

        await other.Client.StartCampaignAsync(campaign);
        await RealTime.UntilAsync("each call is over and reported", async () =>
            await BriskCampaign.OverAsync(other.Client, campaign) == calls && _receiver.Results.Count() >= calls);

        Assert.Equal(calls, _peer.Placed.Select(call => call.Form["StatusCallback"]).Distinct().Count());
        Assert.Equal(calls, _peer.Placed.Count);
        Assert.Equal(
            (calls, 0), ((await one.CountsAsync(campaign)).Completed, (await one.CountsAsync(campaign)).Failed));
        Assert.All(
            _receiver.Results.GroupBy(result => result["call_id"]),
            call => Assert.Single(
                call.Select(result => (result["result"], result["duration"], result.Delivery())).Distinct()));
    }

    /// <summary>The carrier counts: calls that go on at once, over both processes and both campaigns.</summary>
    [Fact]
    public async Task CallsAtOnce_HoldOverBoth()
    {
        const int atOnce = 8;
        await using var one = await StartAsync(("CallsAtOnce", $"{atOnce}"));
        await using var other = await StartAsync(("CallsAtOnce", $"{atOnce}"));
        _peer.Services = [one.Address, other.Address];
        const int calls = 40;
        var campaigns = new List<int>();
        foreach (var (starter, perSecond) in new[] { (one, PerSecond), (other, 2 * PerSecond) })
        {
            campaigns.Add(await BriskCampaign.CreateAsync(starter.Client, calls / 2, _receiver, perSecond));
            await starter.Client.StartCampaignAsync(campaigns[^1]);
        }

        await RealTime.UntilAsync("all calls are over", async () =>
            await BriskCampaign.OverAsync(one.Client, campaigns[0])
                + await BriskCampaign.OverAsync(one.Client, campaigns[1]) == calls);

        var placed = _peer.Placed;
        Assert.Equal(calls, placed.Count);
        Assert.InRange(
            placed.Max(call => placed.Count(each => each.PlacedAt <= call.PlacedAt && each.EndsAt > call.PlacedAt)),
            2,
            atOnce);
    }

    private Task<PlumServer> StartAsync(params (string Name, string Value)[] gateway)
    {
        var settings = _peer.Settings();
        foreach (var (name, value) in gateway)
        {
            settings[$"Plum:Gateways:main:{name}"] = value;
        }

        // Otherwise who has just found a message looks more often than the other, and may find them all.
        settings["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.1";
        return PlumServer.StartAsync(new() { Storage = _azurite.ConnectionString, Settings = settings });
    }
}
