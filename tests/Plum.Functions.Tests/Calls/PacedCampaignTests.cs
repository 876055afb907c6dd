using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>A whole campaign, from creation to the last result.</summary>
public sealed class PacedCampaignTests
{
    private static readonly DateTimeOffset Thursday = new(2022, 1, 6, 12, 0, 0, TimeSpan.FromHours(-5));
    private readonly RecordingGateway _gateway = new();

    [Fact]
    public async Task Campaign_PlacesTheDocumentsExample_AtTheExactInstantsOfItsPace()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var plum = await StartAsync();
        receiver.Clock = plum.Time;
        var campaign = await Example.CreateAsync(
            plum, 1_000, form => form with { StartUrl = receiver.StartUrl, ResultUrl = receiver.ResultUrl });
        await plum.Client.StartCampaignAsync(campaign);

        await plum.AdvanceToAsync(Thursday);

        // 467 slots a day, on Monday and Wednesday; the other 66 numbers find none before the end date.
        Assert.Equal(934, Example.Starts().Count());
        Assert.Equal(Example.Starts(), _gateway.Asked.Select(asked => asked.At));
        Assert.Equal(Enumerable.Range(0, 934).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal((1_000, 1_000, 66), (counts.Accepted, counts.Final, counts.Expired));
        Assert.Equal(934, counts.Completed + counts.Failed);
        Assert.Equal(1_000, receiver.Results.Count());
        Assert.Equal(1_000, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(counts.Completed, receiver.Results.Count(result => result["result"] == "completed"));
        Assert.Equal(counts.Completed, receiver.Starts.Count());
    }

    [Fact]
    public async Task Restart_InTheMiddle_GoesOnWithoutAHand()
    {
        await using var plum = await StartAsync();
        var campaign = await Example.CreateAsync(plum, 300);
        await plum.Client.StartCampaignAsync(campaign);

        foreach (var minute in new[] { 7, 31, 45 })
        {
            await plum.AdvanceToAsync(new(2022, 1, 3, 8, minute, 0, TimeSpan.FromHours(-5)));
            await plum.RestartAsync();
        }

        await plum.AdvanceToAsync(Thursday);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), _gateway.Asked.Select(asked => asked.Position));
        Assert.Equal(Example.Starts().Take(300), _gateway.Asked.Select(asked => asked.At));
    }

    private Task<PlumServer> StartAsync() => PlumServer.StartAsync(new() { Services = _gateway.Register });
}
