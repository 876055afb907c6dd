using Plum.Demo;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>Two instances of the service on one storage account, in real time; one is killed.</summary>
public sealed class KilledLeaderTests : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public ValueTask InitializeAsync() => _azurite.InitializeAsync();

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>
    /// The one that runs the orchestrations is killed; the other takes them over, and the campaign goes on.
    /// </summary>
    [Fact]
    public async Task Campaign_GoesOn_WhenOneOfThemIsKilled()
    {
        const int calls = 200;
        await using var receiver = await Receiver.StartAsync();
        var storage = new Dictionary<string, string> { ["AzureWebJobsStorage"] = _azurite.ConnectionString };
        string[] settings = ["--Plum:Gateway:LongestCallSeconds=1", "--Plum:Gateway:TakesIdempotencyKey=true"];
        var folder = Directory.CreateTempSubdirectory("plum-two-").FullName;
        await using var leader = await PlumProcess.StartAsync(folder, storage, settings);
        await using var other = await PlumProcess.StartAsync(folder, storage, settings);
        var campaign = await BriskCampaign.CreateAsync(other.Client, calls, receiver);
        await other.Client.StartCampaignAsync(campaign);
        await RealTime.UntilAsync("calls are placed", () => receiver.Starts.Count() > 40);

        await leader.KillAsync();
        await other.Client.StopAsync(campaign); // what was given out goes back, so that somebody has to plan it anew
        await other.Client.StartCampaignAsync(campaign);

        await RealTime.UntilAsync(
            "each call is over", async () => await BriskCampaign.OverAsync(other.Client, campaign) == calls);
        Directory.Delete(folder, recursive: true);
    }
}
