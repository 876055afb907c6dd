using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Calls;

/// <summary>A service that starts on what a killed one left on its disk: the messages that was at are hidden.</summary>
public sealed class RecoveryTests : IAsyncDisposable
{
    private const int Calls = 3_000;
    private static readonly DateTimeOffset Eight = new(2022, 1, 3, 8, 0, 0, TimeSpan.FromHours(-5));
    private static readonly DateTimeOffset Kill = Eight.AddSeconds(20.55);
    private static readonly DateTimeOffset Restart = Kill.AddSeconds(2);

    private readonly RecordingGateway _before = new();
    private readonly RecordingGateway _gateway = new();
    private readonly TaskCompletionSource _answers = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-recovery-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Kill_WhileCallsArePlaced_EndsThemAsUnknown_WithinNinetySeconds()
    {
        await using var killed = await StartAsync(_before, Eight.AddMinutes(-1));
        var campaign = await DialUntilKilledAsync(killed);
        await using var plum = await StartAgainAsync(killed, Restart);

        await plum.AdvanceToAsync(Kill.AddSeconds(90));

        // Six of the ten had been asked for; nobody knows, so all of them are over.
        var records = await RecordsAsync(plum, campaign, 200, 210);
        Assert.All(records, record => Assert.Equal(CalleeType.Unknown, Assert.Single(record.Attempts).CalleeType));
        Assert.Equal(10, records.Count);
        await CheckCountsAsync(plum, campaign);

        await plum.AdvanceToAsync(Eight.AddHours(1));
        Assert.Equal(Calls, (await plum.CountsAsync(campaign)).Final);
        Assert.Equal(Positions(210, Calls), _gateway.Asked.Select(call => call.Position).Order());
    }

    /// <summary>
    /// Nobody rings twice: what became of those that had been asked for, the carrier is asked, and tells.
    /// </summary>
    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public async Task Kill_WhileCallsArePlaced_HasTheCarrierTell_WhereItTellsLater(string lostCallbacks)
    {
        var carrier = new Dictionary<string, string?>
        {
            ["Plum:Gateway:TellsLater"] = "true",
            ["Plum:Gateway:LostCallbackRate"] = lostCallbacks,
        };
        await using var killed = await StartAsync(_before, Eight.AddMinutes(-1), carrier: carrier);
        var campaign = await DialUntilKilledAsync(killed);
        await using var plum = await StartAgainAsync(killed, Restart, carrier: carrier);

        await plum.AdvanceToAsync(Kill.AddSeconds(90));

        await CheckCountsAsync(plum, campaign);
        var open = await RecordsAsync(plum, campaign, 200, 210);
        Assert.Equal(10, open.Count(record => record.Attempts.Length == 1));

        await plum.AdvanceToAsync(Eight.AddHours(1));
        var records = await RecordsAsync(plum, campaign, 0, Calls);
        Assert.Equal(Calls, records.Count);
        Assert.All(records, record => Assert.NotEqual(CalleeType.Unknown, Assert.Single(record.Attempts).CalleeType));
        Assert.Equal(Positions(210, Calls), _gateway.Asked.Select(call => call.Position).Order());
    }

    /// <summary>
    /// P6: nobody plans a deleted campaign any more, and those that were being placed are reported all the same.
    /// </summary>
    [Fact]
    public async Task Kill_WhileCallsArePlaced_HasThemReported_ThoughTheCampaignIsDeletedNext()
    {
        await using var receiver = await Demo.Receiver.StartAsync();
        await using var killed = await StartAsync(_before, Eight.AddMinutes(-1));
        var campaign = await DialUntilKilledAsync(killed, form => form with { ResultUrl = receiver.ResultUrl });
        await using var plum = await StartAgainAsync(killed, Restart);

        var deleted = await plum.AnswerAsync(plum.Client.DeleteAsync($"api/campaigns/{campaign}"));
        Assert.True(deleted.IsSuccessStatusCode);
        await plum.AdvanceToAsync(Kill.AddMinutes(5));

        var results =
            receiver.Results.ToLookup(result => int.Parse(result["call_id"]), result => result["callee_type"]);
        Assert.Equal(Enumerable.Range(1, 210), results.Select(result => result.Key).Order());
        var unknown = results.Where(result => result.Contains("unknown"));
        Assert.Equal(Enumerable.Range(201, 10), unknown.Select(result => result.Key).Order());
        Assert.Empty(_gateway.Asked);
    }

    [Fact]
    public async Task Kill_WhileCallsArePlaced_HasThemAskedForAgain_WhereTheCarrierRecognisesThem()
    {
        await using var killed = await StartAsync(_before, Eight.AddMinutes(-1), takesKey: true);
        var campaign = await DialUntilKilledAsync(killed);
        await using var plum = await StartAgainAsync(killed, Restart, takesKey: true);

        await plum.AdvanceToAsync(Kill.AddSeconds(90));

        Assert.Equal(Positions(200, 210), _gateway.Asked.Select(call => call.Position).Where(at => at < 210).Order());
        await CheckCountsAsync(plum, campaign);
        await plum.AdvanceToAsync(Eight.AddHours(1));
        var records = await RecordsAsync(plum, campaign, 0, Calls);
        Assert.All(records, record => Assert.NotEqual(CalleeType.Unknown, Assert.Single(record.Attempts).CalleeType));
        Assert.Equal(Calls, records.Count);
    }

    [Fact]
    public async Task Kill_WhileCallsArePlaced_HoldsUpNoOther_AndThoseGivenOutUnclaimedAreDialedSoon()
    {
        await using var killed = await StartAsync(_before, Eight.AddMinutes(-1));
        await DialUntilKilledAsync(killed);
        await using var plum = await StartAgainAsync(killed, Restart);

        await plum.AdvanceToAsync(Restart.AddSeconds(3));
        Assert.True(_gateway.Asked.Count >= 15, $"{_gateway.Asked.Count} calls in three seconds");

        // Their dialer had not come to claim them; a minute after their slots nobody will.
        await plum.AdvanceToAsync(Kill.AddSeconds(90));
        Assert.Equal(10, _gateway.Asked.Count(call => call.Position is >= 210 and < 220));
    }

    /// <summary>P7: the word of a start was on its way, in a message that is hidden for ten minutes.</summary>
    [Fact]
    public async Task Kill_BeforeAStartWasHeardOf_DialsWithinThreeSecondsOfTheRestart()
    {
        await using var killed = await StartAsync(_before, Eight.AddMinutes(1));
        var campaign = await Dense.CreateAsync(killed, 50);
        var table = killed.Services.GetRequiredService<CampaignTable>();
        await killed.Services.GetRequiredService<StartedIndex>().AddAsync(new("demo", campaign), default);
        var stopped = (await table.FindCampaignAsync(new("demo", campaign), default))!;
        Assert.True(await table.TrySaveCampaignAsync(stopped, stopped.Value.Start(killed.Time.Now())!, default));
        await using var plum = await StartAgainAsync(killed, Eight.AddMinutes(2));

        await plum.AdvanceToAsync(Eight.AddMinutes(2).AddSeconds(3));

        Assert.NotEmpty(_gateway.Asked);
    }

    [Fact]
    public async Task Kill_BeforeAQueuedCallWasHeardOf_DialsItWithinThreeSecondsOfTheRestart()
    {
        await using var killed = await StartAsync(_before, Eight.AddMinutes(1));
        await killed.QueueAsync("16175550001", killed.Now() + NodaTime.Duration.FromDays(1)); // makes the campaign
        await killed.AdvanceAsync(TimeSpan.FromSeconds(0.5));
        var callId = await killed.QueueAsync("16175550002");
        var words = killed.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(CampaignControl.Queue);
        await words.DeleteAsync(); // one that says so comes within a second of the last
        await words.CreateIfNotExistsAsync();
        await using var plum = await StartAgainAsync(killed, Eight.AddMinutes(2));

        await plum.AdvanceAsync(TimeSpan.FromSeconds(3));

        Assert.Equal(callId, Assert.Single(_gateway.Asked).CallId);
    }

    // Of the dialers one waits for its carrier, and the next has taken up its message and not come to its claim.
    private async Task<int> DialUntilKilledAsync(PlumServer plum, Func<CampaignForm, CampaignForm>? change = null)
    {
        var campaign = await Dense.CreateAsync(plum, Calls, change);
        await plum.Client.StartCampaignAsync(campaign);
        var silence = NodaTime.Instant.FromDateTimeOffset(Eight.AddSeconds(20));
        _before.Before = request => request.At < silence ? Task.CompletedTask : _answers.Task;
        await plum.AdvanceToAsync(Kill);
        Assert.Equal(206, _before.Asked.Count);
        return campaign;
    }

    // A copy of the disk while nothing is being written is what a kill leaves.
    private async Task<PlumServer> StartAgainAsync(
        PlumServer killed, DateTimeOffset at, bool takesKey = false, Dictionary<string, string?>? carrier = null)
    {
        foreach (var name in new[] { "plum.db", "plum.db-wal" })
        {
            File.Copy(Path.Combine(killed.DataFolder, name), Path.Combine(_folder, name));
        }

        _answers.TrySetResult(); // for what is left of the killed one
        return await StartAsync(_gateway, at, takesKey, _folder, carrier);
    }

    private static async Task CheckCountsAsync(PlumServer plum, int campaign)
    {
        var counts = await plum.CountsAsync(campaign);
        Assert.Equal(Calls, counts.Accepted);
        Assert.Equal(Calls, counts.Waiting + counts.Retrying + counts.InFlight + counts.Final);
    }

    private static IEnumerable<long> Positions(int from, int to) =>
        Enumerable.Range(from, to - from).Select(i => (long)i);

    private static Task<List<CallRecord>> RecordsAsync(PlumServer plum, int campaign, long from, long to) =>
        plum.Services.GetRequiredService<CallTable>()
            .CallsAsync(new CampaignKey("demo", campaign), from, to, default).ToListAsync().AsTask();

    private static Task<PlumServer> StartAsync(
        RecordingGateway gateway,
        DateTimeOffset start,
        bool takesKey = false,
        string? folder = null,
        Dictionary<string, string?>? carrier = null) =>
        PlumServer.StartAsync(new()
        {
            Start = start,
            DataFolder = folder,
            Services = gateway.Register,
            Settings = new Dictionary<string, string?>(carrier ?? [])
            {
                ["Plum:Gateway:TakesIdempotencyKey"] = takesKey ? "true" : "false",
                ["Plum:Gateway:FetchStartUrl"] = "false",
            },
        });
}
