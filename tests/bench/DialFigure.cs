using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Plum.Demo;
using Plum.Functions.Tests;
using Plum.Standalone.Tests.Storage;

namespace Plum.Bench;

/// <summary>The engine at full speed: a simulated gateway without HTTP, on a clock that never waits.</summary>
internal static class DialFigure
{
    private static readonly DateTimeOffset Midnight = new(2022, 1, 1, 0, 0, 0, TimeSpan.FromHours(-5));

    // The simulated gateway's, its ringing, and a little for the last records.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(150);

    public static async IAsyncEnumerable<Row> Measure()
    {
        await RunAsync(null, 20_000, 5_000); // compiles what a service has compiled long ago

        var flatOut = await RunAsync(null, 200_000, 20_000);
        yield return new("SQLite: calls a second, 20,000/s asked", ">= 10,000", $"{flatOut.CallsPerSecond:N0}", flatOut.CallsPerSecond >= 10_000);
        yield return Operations("SQLite", 20_000, flatOut);
        var paced = await RunAsync(null, 20_000, 50);
        yield return Operations("SQLite", 50, paced);
        yield return Recording("SQLite", paced);

        if (await AzuriteProcess.TryStartAsync() is not { } azurite)
        {
            yield return new("Azurite: not installed (npm ci --prefix tests)", "", "");
            yield break;
        }

        await using (azurite)
        {
            paced = await RunAsync(azurite, 3_000, 50);
            yield return Operations("Azurite", 50, paced);
            yield return new("Azurite: looks at queues a call besides, 50/s", "", $"{paced.LooksPerCall:0.000}");
            yield return Recording("Azurite", paced);
        }

        await using var second = (await AzuriteProcess.TryStartAsync())!;
        var fast = await RunAsync(second, 20_000, 2_000);
        yield return Operations("Azurite", 2_000, fast);
        yield return new("Azurite: calls a second, 2,000/s asked", "", $"{fast.CallsPerSecond:N0}");
    }

    private static Row Operations(string backend, int perSecond, Run run) => new(
        $"{backend}: storage operations a call, {perSecond:N0}/s", "<= 0.5", $"{run.OperationsPerCall:0.000}", run.OperationsPerCall <= 0.5);

    private static Row Recording(string backend, Run run) => new(
        $"{backend}: of these for call volume, 50/s", "<= 0.2", $"{run.RecordingPerCall:0.0000}", run.RecordingPerCall <= 0.2);

    /// <summary>On Azurite time is real, and each call lasts no longer than it takes to place.</summary>
    private static async Task<Run> RunAsync(AzuriteProcess? azurite, int calls, int perSecond)
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
        var campaign = await client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "daily", $"{first:yyyy-MM-dd}", $"{last:yyyy-MM-dd}"), numbers);

        using var operations = new OperationCount();
        var clock = Stopwatch.StartNew();
        await client.StartAsync(campaign);
        if (azurite is null)
        {
            await server.AdvanceToAsync(Midnight + TimeSpan.FromSeconds((double)calls / perSecond) + LongestCall);
        }
        else
        {
            await Task.Delay(TimeSpan.FromSeconds((double)calls / perSecond), TimeProvider.System); // each look costs operations, too
            await UntilAsync(async () => await CountAsync(client, campaign, "waiting") == 0);
        }

        clock.Stop();
        await UntilAsync(async () => azurite is null || await OverAsync(client, campaign) == calls);
        // An account is billed for each look at a queue, found anything or not; the embedded store is asked only when there is something.
        var looks = azurite is null ? 0 : operations.Of("receive");
        var (counted, recording) = (operations.Total - looks, operations.On("volume"));
        await CheckAsync(client, campaign, calls);
        return new(calls / clock.Elapsed.TotalSeconds, (double)counted / calls, (double)recording / calls, (double)looks / calls);
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

    private sealed record Run(double CallsPerSecond, double OperationsPerCall, double RecordingPerCall, double LooksPerCall);
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

    public long Total => _counts.Values.Sum();

    /// <summary>Those on one table or queue.</summary>
    public long On(string resource) => _counts.Where(count => count.Key.Resource == resource).Sum(count => count.Value);

    /// <summary>Those of one kind.</summary>
    public long Of(string operation) => _counts.Where(count => count.Key.Operation == operation).Sum(count => count.Value);

    public void Dispose() => _listener.Dispose();
}
