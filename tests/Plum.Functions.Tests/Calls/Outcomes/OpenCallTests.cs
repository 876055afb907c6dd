using Plum.Demo;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls.Outcomes;

/// <summary>Calls whose outcomes come later, from a carrier that loses, repeats and delays what it says.</summary>
public sealed class OpenCallTests
{
    private const int Calls = 300;
    private static readonly DateTimeOffset Begin = new(2022, 1, 3, 7, 59, 0, TimeSpan.FromHours(-5));

    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task EveryAttempt_GetsItsOneOutcome_WhateverTheCarrierLosesAndRepeats()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var plum = await StartAsync(new()
        {
            ["LostAnswerRate"] = "0.1",
            ["LostCallbackRate"] = "0.1",
            ["DoubledCallbackRate"] = "0.2",
            ["LateCallbackRate"] = "0.2",
        });
        var campaign = await Example.CreateAsync(
            plum,
            Calls,
            form => form with { MaxRetries = 2, ResultUrl = receiver.ResultUrl, StartUrl = receiver.StartUrl });
        await plum.Client.StartCampaignAsync(campaign);

        for (var i = 0; i < 40; i++)
        {
            await plum.AdvanceAsync(TimeSpan.FromMinutes(3));
            var counts = await plum.CountsAsync(campaign);
            Assert.Equal(Calls, counts.Pending + counts.Final);
        }

        await plum.AdvanceToAsync(Begin.AddDays(3));

        var final = await plum.CountsAsync(campaign);
        Assert.Equal((Calls, 0, 0), (final.Completed + final.Failed, final.Expired, final.InFlight));
        Assert.Equal(_gateway.Asked.Count, _gateway.Asked.DistinctBy(asked => asked.Key).Count());
        Assert.Contains(_gateway.Asked, asked => asked.Attempt > 1);
        var results = receiver.Results.ToLookup(result => result["call_id"]);
        Assert.Equal(Calls, results.Count);
        Assert.All(results, result => Assert.Single(result.DistinctBy(post => post.Headers["X-Plum-Delivery"])));
        Assert.Equal(final.Completed, results.Count(result => result.Last()["result"] == "completed"));
        Assert.DoesNotContain(results, result => result.Last()["callee_type"] == "unknown");
    }

    [Fact]
    public async Task LostCallback_HidesNoFaultOfStartUrl()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Script = request => Task.FromResult(request.Path == "/start.php" ? new Reply(404) : null);
        await using var plum = await StartAsync(new() { ["LostCallbackRate"] = "1" });
        var campaign = await Example.CreateAsync(plum, 40, form => form with { StartUrl = receiver.StartUrl });
        await plum.Client.StartCampaignAsync(campaign);
        await plum.AdvanceToAsync(Begin.AddDays(3));

        var final = await plum.CountsAsync(campaign);
        Assert.Equal((0, 40), (final.Completed, final.Failed));
        Assert.Contains(
            "start_url answered 404",
            await plum.Client.GetStringAsync($"api/campaigns/{campaign}/calls"),
            StringComparison.Ordinal);
    }

    private Task<PlumServer> StartAsync(Dictionary<string, string> carrier) => PlumServer.StartAsync(new()
    {
        Start = Begin,
        Services = _gateway.Register,
        Settings = carrier.Append(new("TellsLater", "true")).ToDictionary(
            setting => "Plum:Gateway:" + setting.Key, setting => (string?)setting.Value),
    });
}
