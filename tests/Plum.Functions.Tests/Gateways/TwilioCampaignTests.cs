using System.Text.Json;
using Plum.Functions.Tests.Calls;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Gateways;

/// <summary>Whole campaigns through a carrier that speaks Twilio's interface.</summary>
public sealed class TwilioCampaignTests
{
    private const int Calls = 60;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 7, 59, 0, TimeSpan.FromHours(-5));

    [Fact]
    public async Task EveryCall_IsPlacedOnce_AndSettled_WhateverIsLostAndRepeated()
    {
        await using var scene =
            await TwilioScene.StartAsync(new() { ["Plum:Gateways:main:DetectMachines"] = "true" }, Begin);
        scene.Peer.LosesAnswer = index => index % 5 == 1;
        scene.Peer.LosesCallback = index => index % 3 == 1;
        scene.Peer.RepeatsCallback = index => index % 4 == 0;
        scene.Peer.CallsBackLate = index => index % 6 == 0;
        scene.Peer.Outcome = call => call.Form["To"][^1] switch
        {
            '6' => new("completed", 9, "machine_start"),
            '7' => new("busy"),
            '8' => new("no-answer"),
            '9' => new("failed", Sip: "404"),
            _ => new("completed", 20, "human"),
        };

        var campaign = await RunAsync(scene);

        Assert.Equal(Calls, scene.Peer.Placed.Select(call => call.Form["To"]).Distinct().Count());
        Assert.Equal(Calls, scene.Peer.Placed.Count);
        Assert.All(
            scene.Peer.Placed.Where(call => call.Outcome.Status == "completed"),
            call => Assert.Equal(TwilioScene.Script, call.Script));
        Assert.Equal(
            scene.Peer.Placed.Count(call => call.Outcome.Status == "completed"), scene.Receiver.Starts.Count());
        var results = scene.Receiver.Results.ToLookup(result => result["call_id"]);
        Assert.Equal(Calls, results.Count);
        Assert.All(results, result => Assert.Single(result.DistinctBy(post => post.Headers["X-Plum-Delivery"])));
        Assert.Equal(
            [("answeringmachine", 6), ("busy", 6), ("noanswer", 6), ("operatorintercept", 6), ("voice", 36)],
            results.GroupBy(result => result.Last()["callee_type"]).Select(type => (type.Key, type.Count())).Order());
        Assert.All(
            results.Select(result => result.Last()).Where(result => result["result"] == "completed"),
            result => Assert.Equal(result["callee_type"] == "voice" ? "20" : "9", result["duration"]));
        Assert.Equal((42, 18), await CountAsync(scene, campaign));
    }

    [Fact]
    public async Task Campaign_Waits_AsLongAsTheGatewayDoesNotKnowUs()
    {
        await using var scene = await TwilioScene.StartAsync(null, Begin, mayFail: true);
        var trusted = false;
        scene.Peer.Trouble = http =>
        {
            http.Request.Headers.Authorization = trusted ? http.Request.Headers.Authorization : "Basic d3Jvbmc6b25l";
            return Task.FromResult(false);
        };
        var campaign = await CreateAsync(scene);

        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(20));
        var waiting = await scene.Plum.CountsAsync(campaign);
        trusted = true;
        await FinishAsync(scene, campaign);

        Assert.Equal((Calls, 0), (waiting.Pending, waiting.Final));
        Assert.Equal((Calls, 0), await CountAsync(scene, campaign));
        Assert.Equal(Calls, scene.Peer.Placed.Count);
    }

    [Fact]
    public async Task Callback_MayComeBeforeTheAnswerToThePlacing()
    {
        await using var peer = await TwilioPeer.StartAsync();
        peer.CallsBackFirst = true;
        await using var plum = await PlumServer.StartAsync(new() { Virtual = false, Settings = peer.Settings() });
        peer.Service = plum.Address;

        var call = await plum.QueueAsync("6175550001");

        var demo = new Customer(plum.Client, "demo");
        JsonElement told = default;
        await RealTime.UntilAsync("the call is over", async () =>
            (told = (await demo.GetAsync($"api/campaigns/default/calls/{call}")).Json)
                .GetProperty("state")
                .GetString() == "completed");
        Assert.Equal("voice", told.GetProperty("callee_type").GetString());
        Assert.Single(peer.Placed);
    }

    private static async Task<int> RunAsync(TwilioScene scene)
    {
        var campaign = await CreateAsync(scene);
        await FinishAsync(scene, campaign);
        return campaign;
    }

    private static async Task<int> CreateAsync(TwilioScene scene)
    {
        var campaign = await Example.CreateAsync(
            scene.Plum,
            Calls,
            form => form with { ResultUrl = scene.Receiver.ResultUrl, StartUrl = scene.Receiver.StartUrl });
        await scene.Plum.Client.StartCampaignAsync(campaign);
        return campaign;
    }

    // The peer calls back while time stands: each of its callbacks is answered before time goes far.
    private static async Task FinishAsync(TwilioScene scene, int campaign)
    {
        for (var steps = 0; steps < 1_000 && (await scene.Plum.CountsAsync(campaign)).Final < Calls; steps++)
        {
            await scene.Plum.AdvanceAsync(TimeSpan.FromSeconds(5));
            await scene.Plum.AnswerAsync(scene.Peer.CalledBackAsync());
        }

        await scene.Plum.AdvanceAsync(TimeSpan.FromMinutes(5)); // the last results
    }

    private static async Task<(long Completed, long Failed)> CountAsync(TwilioScene scene, int campaign)
    {
        var counts = await scene.Plum.CountsAsync(campaign);
        return (counts.Completed, counts.Failed);
    }
}
