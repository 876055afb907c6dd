using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Volume;
using Plum.Functions.Shared;
using Plum.Functions.Volume;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Volume;

/// <summary>The sums of days are exactly those of the calls, each counted once. Each storage backend runs it.</summary>
public abstract class VolumeContract
{
    private static readonly string?[] Few = ["6175550100", "6175550101", null];
    private static readonly string?[] Many = [.. Enumerable.Range(0, 110).Select(i => $"617555{i:D4}")];
    private static readonly Instant Noon = Instant.FromUtc(2025, 6, 2, 16, 0);
    private static int _accounts;
    private readonly Random _random = new(5);
    private readonly string _account = $"customer{Interlocked.Increment(ref _accounts)}";

    private protected abstract TableServiceClient Tables { get; }

    /// <summary>
    /// Two processes record the same runs at once, in groups of their own, again and again, and die at any time.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public Task Sums_AreThoseOfTheCalls_WhateverHappens(int seed) => CheckAsync(seed);

    private protected Task CheckAsync(int seed) => CheckAsync(new(seed), Tables, killed: true);

    /// <param name="through">How the processes reach storage.</param>
    private protected async Task CheckAsync(Random random, TableServiceClient through, bool killed)
    {
        var campaigns = Enumerable.Range(1, 3).ToDictionary(
            id => new CampaignKey(_account, id), _ => PlacedRuns.Around(random, 20, random.Next(2) == 0 ? Few : Many));
        var audit = new VolumeAudit(Tables, _account);

        var seeds = Enumerable.Range(0, 2).Select(_ => random.Next()).ToList();
        await Task.WhenAll(seeds.Select(seed => Task.Run(() => LiveAsync(new(seed), through, campaigns, killed))));
        await audit.CheckAsync();

        var book = Book(Tables); // whatever was left behind comes again
        await Task.WhenAll(campaigns.Select(campaign => book.RecordAsync(campaign.Key, campaign.Value, default)));
        var recorded = await audit.CheckAsync();

        var endings = campaigns.Values.SelectMany(runs => runs).SelectMany(run => run.Endings);
        var calls = endings.Select(ending => ending.Call).ToList();
        Assert.Equal(InOrder(calls), InOrder(recorded));
        await audit.CheckReportsAsync(calls);
    }

    [Fact]
    public async Task RecordingAgain_ChangesNothing_AlsoInOtherGroups()
    {
        var (campaign, runs) = (new CampaignKey(_account, 1), PlacedRuns.Around(_random, 60, Few));
        var book = Book(Tables);
        await book.RecordAsync(campaign, runs.Take(30), default);

        await book.RecordAsync(campaign, runs.Skip(10).Concat(runs), default);
        await Book(Tables).RecordAsync(campaign, runs.Skip(20), default);

        Assert.Equal(runs.Sum(run => run.Endings.Length), (await new VolumeAudit(Tables, _account).CheckAsync()).Count);
    }

    [Fact]
    public async Task Processes_ThatRecordForOneDay_AddToEachOthersSums()
    {
        VolumeBook[] books = [Book(Tables), Book(Tables)];
        for (var i = 0; i < 6; i++)
        {
            await books[i % 2].RecordAsync(new(_account, 1), Runs(i, 1), default);
        }

        Assert.Equal(6 * 96, (await new VolumeAudit(Tables, _account).CheckAsync()).Count);
    }

    [Fact]
    public async Task Campaigns_OfOneProcess_DoNotDefeatEachOther()
    {
        var book = Book(Tables);
        await book.RecordAsync(new(_account, 1), Runs(0, 1), default);
        using var operations = new Operations("volume", mineAlone: true);

        await Task.WhenAll(Enumerable.Range(2, 20).Select(
            campaign => book.RecordAsync(new(_account, campaign), Runs(0, 1), default)));

        Assert.Equal(Enumerable.Repeat("transaction", 20), operations.Seen);
    }

    [Fact]
    public async Task RunsOfTheSameName_AreDifferentCalls_InAnotherCampaign()
    {
        var runs = PlacedRuns.Around(_random, 5, Few);

        await Book(Tables).RecordAsync(new(_account, 1), runs, default);
        await Book(Tables).RecordAsync(new(_account, 2), runs, default);

        Assert.Equal(
            2 * runs.Sum(run => run.Endings.Length), (await new VolumeAudit(Tables, _account).CheckAsync()).Count);
    }

    [Fact]
    public async Task Recording_IsOneRequest_ForNinetySevenRuns()
    {
        using var operations = new Operations("volume", mineAlone: true);
        var book = Book(Tables);
        await book.RecordAsync(new(_account, 1), Runs(0, 1), default); // the number is new

        await book.RecordAsync(new(_account, 1), Runs(1, 97), default);
        await book.RecordAsync(new(_account, 2), Runs(0, 98), default);

        Assert.Equal(Enumerable.Repeat("transaction", 2 + 1 + 1), operations.Seen);
    }

    [Fact]
    public async Task Recording_ReadsWhatAnotherProcessWrote_OnlyWhenItsTransactionFails()
    {
        await Book(Tables).RecordAsync(new(_account, 1), Runs(0, 50), default);
        using var operations = new Operations("volume", mineAlone: true);

        await Book(Tables).RecordAsync(new(_account, 1), Runs(20, 50), default);

        // The number and the records; what is there already; the sums of the day and of the number; the records.
        Assert.Equal(["transaction", "transaction", "query", "get", "get", "transaction"], operations.Seen);
        Assert.Equal(70 * 96, (await new VolumeAudit(Tables, _account).CheckAsync()).Count);
    }

    [Fact]
    public async Task Run_ThatShowsAnotherNumberForEachCall_IsOneTransaction()
    {
        var run = PlacedRuns.Of(_random, Noon, Duration.FromSeconds(1), Calls(0), ["1"]);
        var endings = run.Endings.Select((ending, i) => ending with { Call = ending.Call with { CallerId = Many[i] } });
        run = run with { Endings = [.. endings] };

        await Book(Tables).RecordAsync(new(_account, 1), [run], default);

        Assert.Equal(96, (await new VolumeAudit(Tables, _account).CheckAsync()).Count);
        Assert.True(await new VolumeReport(Tables).IsNumberOfAsync(_account, Many[95]!, default));
    }

    [Fact]
    public async Task Recording_CostsLittle_WhenEveryCallShowsOneOfAThousandNumbers()
    {
        string?[] numbers = [.. Enumerable.Range(0, 1_000).Select(i => $"617556{i:D4}")];
        using var operations = new Operations("volume", mineAlone: true);
        var book = Book(Tables);
        for (var i = 0; i < 60; i++)
        {
            var run = PlacedRuns.Of(_random, Noon, Duration.FromSeconds(1), Calls(i * 96), numbers);
            await book.RecordAsync(new(_account, 1), [run], default);
        }

        // of 96 calls each, a storage that has to be asked again included
        Assert.InRange(operations.Seen.Count, 60, 3 * 60);
    }

    [Fact]
    public async Task Report_OfFiveYears_IsOneQueryForEachYear()
    {
        await Book(Tables).RecordAsync(new(_account, 1), PlacedRuns.Around(_random, 60, Few), default);
        using var operations = new Operations("volume", mineAlone: true);

        await new VolumeReport(Tables).ReadAsync(
            _account, new(2021, 6, 1), new(2026, 5, 31), VolumePeriod.Day, null, default);

        Assert.Equal(Enumerable.Repeat("query", 6), operations.Seen);
    }

    [Fact]
    public async Task Number_IsTheAccounts_OnceItHasBeenShown()
    {
        var report = new VolumeReport(Tables);
        Assert.False(await report.IsNumberOfAsync(_account, Few[0]!, default));

        await Book(Tables).RecordAsync(new(_account, 1), Runs(0, 1), default);

        Assert.True(await report.IsNumberOfAsync(_account, Few[0]!, default));
        Assert.False(await report.IsNumberOfAsync(_account, Few[1]!, default));
        Assert.False(await report.IsNumberOfAsync("another", Few[0]!, default));
        Assert.False(await report.IsNumberOfAsync(_account, "none", default));
    }

    private static async Task LiveAsync(
        Random random, TableServiceClient tables, Dictionary<CampaignKey, List<DialRun>> campaigns, bool killed)
    {
        var book = Book(tables);
        for (var delivery = 0; delivery < 30; delivery++)
        {
            var (campaign, runs) = campaigns.ElementAt(random.Next(campaigns.Count));
            var group = runs.Skip(random.Next(runs.Count)).Take(random.Next(1, 12)).ToList();
            try
            {
                await Killed.AtAsync(
                    killed ? random.Next(1, 10) : int.MaxValue, ct => book.RecordAsync(campaign, group, ct));
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException or BusyException)
            {
            }
        }
    }

    private static VolumeBook Book(TableServiceClient tables) => new(tables, TimeProvider.System);

    // Runs of one day, of 96 calls that show one number.
    private List<DialRun> Runs(int first, int count) =>
    [
        .. Enumerable.Range(first, count)
            .Select(i => PlacedRuns.Of(_random, Noon, Duration.FromSeconds(1), Calls(i * 96), [Few[0]])),
    ];

    private static ImmutableArray<RunCall> Calls(long first) =>
        [.. Enumerable.Range(0, 96).Select(i => new RunCall(first + i, 1))];

    private static IEnumerable<PlacedCall> InOrder(IEnumerable<PlacedCall> calls) =>
        calls.OrderBy(call => (call.DialedAt, call.CallerId, call.DurationSeconds, call.Transfers));
}
