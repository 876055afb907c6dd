using System.Net.Http.Json;
using System.Text.Json;
using Plum.Demo;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>Two instances of the service on one storage account, in real time.</summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private const string AllDay = """[{"profile":"brisk","start_time":"00:00","end_time":"23:59"}]""";

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
        var campaign = await CreateAsync(one.Client, calls, receiver);

        await other.Client.StartCampaignAsync(campaign);
        await UntilAsync(() => mine.Asked.Count > 10 && others.Asked.Count > 10);
        await other.Client.StopAsync(campaign);
        var stopped = TimeProvider.System.GetUtcNow();
        await EditAsync(one.Client, campaign);
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System); // that nothing happens takes time to see
        var resumed = TimeProvider.System.GetUtcNow();
        await one.Client.StartCampaignAsync(campaign);
        await UntilAsync(async () => await OverAsync(other.Client, campaign) == calls && receiver.Results.Count() >= calls);

        var asked = mine.Asked.Concat(others.Asked).ToList();
        Assert.Equal(calls, asked.Count);
        Assert.Equal(calls, asked.Select(call => call.Key).Distinct().Count());
        Assert.DoesNotContain(asked, call => call.At > stopped && call.At < resumed);
        Assert.Equal(calls, receiver.Results.Select(result => result["call_id"]).Distinct().Count());
        Assert.Equal(calls, (await one.CountsAsync(campaign)).Final);
    }

    /// <summary>The one that runs the orchestrations is killed; the other takes them over, and the campaign goes on.</summary>
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
        var campaign = await CreateAsync(other.Client, calls, receiver);
        await other.Client.StartCampaignAsync(campaign);
        await UntilAsync(() => receiver.Starts.Count() > 40);

        await leader.KillAsync();
        await other.Client.StopAsync(campaign); // what was given out goes back, so that somebody has to plan it anew
        await other.Client.StartCampaignAsync(campaign);

        await UntilAsync(async () => await OverAsync(other.Client, campaign) == calls);
        Directory.Delete(folder, recursive: true);
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

    private static async Task<int> CreateAsync(HttpClient plum, int calls, Receiver receiver)
    {
        var schedule = await plum.CreateScheduleAsync("sun", "mon", "tue", "wed", "thu", "fri", "sat");
        await plum.CreateProfileAsync("brisk", period: 1, amount: 1_200, rest: 0);
        var today = TimeProvider.System.GetUtcNow();
        return await plum.CreateCampaignAsync(new CampaignForm(schedule, AllDay, CampaignForm.Numbers(calls))
        {
            StartDate = $"{today.AddDays(-1):yyyy-MM-dd}",
            EndDate = $"{today.AddDays(3):yyyy-MM-dd}",
            StartUrl = receiver.StartUrl,
            ResultUrl = receiver.ResultUrl,
        });
    }

    private static async Task EditAsync(HttpClient plum, int campaign)
    {
        using var answer = await plum.PatchAsJsonAsync(
            $"api/campaigns/{campaign}", new { end_date = $"{TimeProvider.System.GetUtcNow().AddDays(2):yyyy-MM-dd}" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<long> OverAsync(HttpClient plum, int campaign)
    {
        var counts = JsonElement.Parse(await plum.GetStringAsync($"api/campaigns/{campaign}")).GetProperty("counts");
        return counts.GetProperty("completed").GetInt64() + counts.GetProperty("failed").GetInt64();
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    // What never comes ends with the test's own time.
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
