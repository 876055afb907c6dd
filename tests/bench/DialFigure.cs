using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Plum.Bench.Peers;
using Plum.Demo;
using Plum.Functions.Tests;
using Plum.Standalone.Tests.Storage;

namespace Plum.Bench;

/// <summary>The engine at full speed: a simulated gateway without HTTP, on a clock that never waits.</summary>
internal static class DialFigure
{
    private const int Calls = 100_000;
    private const int AzuriteCalls = 20_000;
    private const int Rounds = 3;

    private static readonly DateTimeOffset Midnight = new(2022, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5));

    // The simulated gateway's, its ringing, and a little for the last records.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(150);

    public static async IAsyncEnumerable<Row> Measure()
    {
        await RunAsync(null, 20_000, 5_000); // compiles what a service has compiled long ago

        var (ours, peer) = (new List<Run>(), new Seconds());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await RunAsync(null, Calls, 20_000));
            if (BullMq.Missing is null)
            {
                await using var bull = await BullMq.StartAsync();
                await bull.AcceptAsync(Calls);
                peer.Add((await bull.DrainAsync(Calls)).TotalSeconds);
            }
        }

        ours = [.. ours.OrderBy(run => run.CallsPerSecond)];
        var flatOut = ours[Rounds / 2];
        yield return new($"SQLite: calls a second, 20,000/s asked, median of {Rounds}", ">= 10,000",
            $"{flatOut.CallsPerSecond:N0} ({ours[0].CallsPerSecond:N0} to {ours[^1].CallsPerSecond:N0})",
            flatOut.CallsPerSecond >= 10_000);
        yield return BullMq.Missing ?? Row.AtLeast(
            "SQLite: against a BullMQ worker, concurrency 100", 3, flatOut.CallsPerSecond * peer.Median / Calls,
            $"BullMQ {Calls / peer.Median:N0} jobs/s");
        yield return new("SQLite: processors busy meanwhile", "", $"{flatOut.Processors:0.00}");
        var floor = Calls / Floor(flatOut).TotalSeconds;
        yield return new(
            "SQLite: time against plain SQLite, the same rows", "",
            $"{floor / flatOut.CallsPerSecond:0.0}x (plain {floor:N0} calls/s)");
        foreach (var (name, jobs, took) in await OthersAsync())
        {
            yield return new(
                $"for comparison: {jobs:N0} jobs through {name} on SQLite", "",
                $"{jobs / took.TotalSeconds:N0} jobs/s");
        }

        yield return Operations("SQLite", 20_000, flatOut);
        var paced = await RunAsync(null, 20_000, 50);
        yield return Operations("SQLite", 50, paced);
        yield return Recording("SQLite", paced);

        await foreach (var row in OnAzuriteAsync(flatOut.RowBytes))
        {
            yield return row;
        }
    }

    private static async IAsyncEnumerable<Row> OnAzuriteAsync(double rowBytes)
    {
        await using var first = await AzuriteProcess.TryStartAsync();
        if (first is null)
        {
            yield return Row.Skipped("Azurite", "not installed (npm ci --prefix tests)");
            yield break;
        }

        var paced = await RunAsync(first, 3_000, 50);
        yield return Operations("Azurite", 50, paced);
        yield return new("Azurite: looks at queues a call besides, 50/s", "", $"{paced.LooksPerCall:0.000}");
        yield return Recording("Azurite", paced);

        await using var second = (await AzuriteProcess.TryStartAsync())!;
        var fast = await RunAsync(second, 20_000, 2_000);
        yield return Operations("Azurite", 2_000, fast);
        yield return new("Azurite: calls a second, 2,000/s asked", "", $"{fast.CallsPerSecond:N0}");

        // Asked for as much as Azurite alone gives: more would only make calls late.
        var took = await RawAzurite.DialAsync(AzuriteCalls, fast.OperationsPerCall, (int)rowBytes);
        var alone = AzuriteCalls / took.TotalSeconds;
        await using var third = (await AzuriteProcess.TryStartAsync())!;
        var most = await RunAsync(third, AzuriteCalls, (int)alone);
        yield return new("Azurite: of what it gives alone for as many operations", ">= 70 %",
            $"{most.CallsPerSecond / alone:P0} ({most.CallsPerSecond:N0} of {alone:N0} calls/s)",
            most.CallsPerSecond / alone >= 0.7);
    }

    /// <summary>Claims and records of as many calls, rows of the same size, without a service around them.</summary>
    private static TimeSpan Floor(Run run)
    {
        using var sqlite = new RawSqlite();
        var value = new byte[(int)run.RowBytes];
        return sqlite.Write(Enumerable.Range(0, Calls).Chunk(RawAzurite.Run).SelectMany(calls =>
        {
            var keys = calls.Select(call => $"campaign|call|{call:D12}").Append($"campaign|run|{calls[0]:D12}");
            (string, byte[])[] rows = [.. keys.Select(key => (key, value))];
            return new[] { rows, rows };
        }));
    }

    private static async Task<(string Name, int Jobs, TimeSpan Took)[]> OthersAsync()
    {
        await using var quartz = await QuartzPeer.StartAsync();
        using var hangfire = new HangfirePeer();
        await quartz.AcceptAsync(5_000);
        hangfire.Accept(1_000);
        return [("Quartz.NET", 5_000, await quartz.DrainAsync(5_000)), ("Hangfire", 1_000, hangfire.Drain(1_000))];
    }

    private static Row Operations(string backend, int perSecond, Run run) => new(
        $"{backend}: storage operations a call, {perSecond:N0}/s",
        "<= 0.5",
        $"{run.OperationsPerCall:0.000}",
        run.OperationsPerCall <= 0.5);

    private static Row Recording(string backend, Run run) => new(
        $"{backend}: of these for call volume, 50/s",
        "<= 0.2",
        $"{run.RecordingPerCall:0.0000}",
        run.RecordingPerCall <= 0.2);

    /// <summary>On Azurite time is real, and each call lasts no longer than it takes to place.</summary>
    /// <param name="posts">Whether the result of each call is posted.</param>
    public static async Task<Run> RunAsync(AzuriteProcess? azurite, int calls, int perSecond, bool posts = false)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await PlumServer.StartAsync(new()
        {
            Start = Midnight,
            Storage = azurite?.ConnectionString,
            Settings = new Dictionary<string, string?>
            {
                ["Plum:Gateway:FetchStartUrl"] = "false",
                ["Plum:Gateway:LongestCallSeconds"] = azurite is null ? null : "0",
                ["Plum:Dialing:CallsPerSecond"] = "100000",
            },
        });
        using var client = new PlumClient(server.Address.AbsoluteUri, PlumServer.Token);
        await client.CreateScheduleAsync("""["mon","tue","wed","thu","fri","sat","sun"]""", "daily");
        await client.CreateProfileAsync(1, perSecond * 60, 0, "pace");
        using var numbers = new ByteArrayContent(Numbers.Csv(calls));
        var (first, last) = (server.Time.GetUtcNow().AddDays(-1), server.Time.GetUtcNow().AddDays(30));
        var fields = Numbers.Campaign(receiver, "daily", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}");
        if (posts)
        {
            fields["result_url"] = receiver.ResultUrl;
        }

        var campaign = await client.CreateCampaignAsync(fields, numbers);

        using var operations = new OperationCount();
        var (clock, busy) = (Stopwatch.StartNew(), Processor.Used);
        await client.StartAsync(campaign);
        if (azurite is null)
        {
            await server.AdvanceToAsync(Midnight + TimeSpan.FromSeconds((double)calls / perSecond) + LongestCall);
        }
        else
        {
            // each look costs operations, too
            await Task.Delay(TimeSpan.FromSeconds((double)calls / perSecond), TimeProvider.System);
            await UntilAsync(async () => await CountAsync(client, campaign, "waiting") == 0);
        }

        clock.Stop();
        busy = Processor.Used - busy;
        await UntilAsync(async () => azurite is null || await OverAsync(client, campaign) == calls);
        // An account is billed for each look at a queue, found anything or not; the embedded store is asked only when
        // there is something.
        var looks = azurite is null ? 0 : operations.Of("receive");
        var (counted, recording) = (operations.Total - looks, operations.On("volume"));
        await CheckAsync(client, campaign, calls);
        return new(
            calls / clock.Elapsed.TotalSeconds,
            (double)counted / calls,
            (double)recording / calls,
            (double)looks / calls)
        {
            Processors = busy / clock.Elapsed,
            MessagesPerCall = (double)operations.Of("deleteMessage") / calls,
            OnQueuesPerCall = (double)(operations.OnQueues - looks) / calls,
            RowBytes = azurite is null ? RowBytes(server.DataFolder) : 0,
        };
    }

    // The table with the most rows is that of the calls.
    private static double RowBytes(string folder)
    {
        var file = Path.Combine(folder, "plum.db");
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT avg(length(body)) FROM entities GROUP BY t ORDER BY count(*) DESC LIMIT 1";
        return (double)command.ExecuteScalar()!;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    private static async Task CheckAsync(PlumClient client, int campaign, int calls)
    {
        if (await OverAsync(client, campaign) is var over && over != calls)
        {
            throw new InvalidOperationException($"{over} of {calls} calls are over.");
        }
    }

    private static async Task<int> OverAsync(PlumClient client, int campaign) =>
        await CountAsync(client, campaign, "completed") + await CountAsync(client, campaign, "failed");

    private static async Task<int> CountAsync(PlumClient client, int campaign, string state) =>
        (await client.GetAsync($"api/campaigns/{campaign}"))["counts"]![state]!.GetValue<int>();

    public sealed record Run(
        double CallsPerSecond, double OperationsPerCall, double RecordingPerCall, double LooksPerCall)
    {
        public double Processors { get; init; }

        /// <summary>Each worked off by a function.</summary>
        public double MessagesPerCall { get; init; }

        /// <summary>Those of the operations that are on queues; the others are on tables.</summary>
        public double OnQueuesPerCall { get; init; }

        public double RowBytes { get; init; }
    }
}

/// <summary>Counts requests to tables and queues while it lives; a transaction is one.</summary>
internal sealed class OperationCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Operation, string Resource), long> _counts = new();

    public OperationCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Plum.Storage", Name: "plum.storage.operations" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            _counts.AddOrUpdate(((string)tags[0].Value!, (string)tags[1].Value!), count, (_, so) => so + count));
        _listener.Start();
    }

    private static readonly HashSet<string> QueueOperations =
    [
        "createQueue", "deleteQueue", "queueProperties",
        "send", "receive", "peek", "updateMessage", "deleteMessage", "clear",
    ];

    public long Total => _counts.Values.Sum();

    public long OnQueues =>
        _counts.Where(count => QueueOperations.Contains(count.Key.Operation)).Sum(count => count.Value);

    /// <summary>Those on one table or queue.</summary>
    public long On(string resource) => _counts.Where(count => count.Key.Resource == resource).Sum(count => count.Value);

    /// <summary>Those of one kind.</summary>
    public long Of(string operation) =>
        _counts.Where(count => count.Key.Operation == operation).Sum(count => count.Value);

    public void Dispose() => _listener.Dispose();
}
