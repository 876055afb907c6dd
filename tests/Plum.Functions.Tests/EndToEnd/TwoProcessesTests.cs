using System.Net.Http.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>Two instances of the service on one storage account, in real time; both dial.</summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>P1, P3, P4, P6: whichever is asked, and whichever of them dials.</summary>
    [Fact]
    public async Task Campaign_IsDialedByBoth_AndStopsStartsAndChangesForBoth()
    {
        const int calls = 400;
        var (mine, others) = (new RecordingGateway(), new RecordingGateway());
        await using var receiver = await Receiver.StartAsync();
        await using var one = await StartAsync(mine);
        await using var other = await StartAsync(others);
        var campaign = await BriskCampaign.CreateAsync(one.Client, calls, receiver);

        await other.Client.StartCampaignAsync(campaign);
        await RealTime.UntilAsync("both dial", () => mine.Asked.Count > 10 && others.Asked.Count > 10);
        await other.Client.StopAsync(campaign);
        var stopped = TimeProvider.System.GetUtcNow();
        await EditAsync(one.Client, campaign);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System); // that nothing happens takes time to see
        var resumed = TimeProvider.System.GetUtcNow();
        await one.Client.StartCampaignAsync(campaign);
        await RealTime.UntilAsync("each call is over and reported",
            async () => await BriskCampaign.OverAsync(other.Client, campaign) == calls
                && receiver.Results.Count() >= calls);

        var asked = mine.Asked.Concat(others.Asked).ToList();
        Assert.Equal(calls, asked.Count);
        Assert.Equal(calls, asked.Select(call => call.Key).Distinct().Count());
        Assert.DoesNotContain(asked, call => call.At > stopped && call.At < resumed);
        Assert.Equal(calls, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(calls, (await one.CountsAsync(campaign)).Final);
    }

    private Task<PlumServer> StartAsync(RecordingGateway gateway) => PlumServer.StartAsync(new()
    {
        Storage = _azurite.ConnectionString,
        Services = gateway.Register,
        Settings = new Dictionary<string, string?>
        {
            ["Plum:Gateway:FetchStartUrl"] = "false",
            ["Plum:Gateway:LongestCallSeconds"] = "0",
            // Otherwise who has just found a message looks more often than the other, and may find them all.
            ["AzureFunctionsJobHost:extensions:queues:maxPollingInterval"] = "00:00:00.1",
        },
    });

    private static async Task EditAsync(HttpClient plum, int campaign)
    {
        using var answer = await plum.PatchAsJsonAsync(
            $"api/campaigns/{campaign}", new { end_date = $"{TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-dd}" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
