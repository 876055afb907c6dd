using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Bench.Peers;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>What 10,000 started campaigns cost with nothing to dial for days, and how they all wake at 08:00.</summary>
internal static class IdleFigure
{
    private const int Campaigns = 10_000;
    private const int Creators = 16;

    /// <summary>How often all started campaigns are checked; mostly not while they are watched.</summary>
    private static readonly TimeSpan Check = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    /// <summary>A Monday, the first that the campaigns may dial on.</summary>
    private static readonly DateTimeOffset Eight = new(2099, 1, 5, 8, 0, 0, TimeSpan.FromHours(-5));

    public static async IAsyncEnumerable<Row> Measure()
    {
        var folder = Directory.CreateTempSubdirectory("plum-bench-");
        try
        {
            await foreach (var row in SleepAsync(folder.FullName))
            {
                yield return row;
            }

            await foreach (var row in WakeAsync(folder.FullName))
            {
                yield return row;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async IAsyncEnumerable<Row> SleepAsync(string folder)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync(folder, ServiceProcess.WithoutUrls);
        var client = service.Client;
        await client.CreateScheduleAsync("""["mon"]""", "mondays");
        await client.CreateProfileAsync(30, 100, 10, "pace");
        await Parallel.ForAsync(0, Campaigns, new ParallelOptions { MaxDegreeOfParallelism = Creators }, async (_, _) =>
        {
            using var numbers = new ByteArrayContent(Encoding.ASCII.GetBytes("tel:+12125550100;ani=2125550199\n"));
            await client.StartAsync(await client.CreateCampaignAsync(
                Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31", "08:00", "17:00"), numbers));
        });

        // The last starts are worked off before the watch begins.
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var (cpu, clock) = (service.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(Watched, TimeProvider.System);
        var percent = (service.ProcessorTime - cpu) / clock.Elapsed * 100;
        var memory = service.Megabytes;
        yield return new(
            $"CPU over {Watched.TotalSeconds:0} s, of one core", "< 1 %", $"{percent:0.00} %", percent < 1);
        yield return new("resident memory", "< 500 MB", $"{memory:0} MB", memory < 500);
    }

    /// <summary>
    /// The same campaigns on the morning of their first day. The clock stands still while anything runs, so it stays at
    /// 08:00 until all of them have called: what is measured is the real time that takes.
    /// </summary>
    private static async IAsyncEnumerable<Row> WakeAsync(string folder)
    {
        var woken = new ConcurrentDictionary<int, long>();
        await using (var server = await PlumServer.StartAsync(new()
        {
            DataFolder = folder,
            Start = Eight.AddHours(-2),
            Settings = new Dictionary<string, string?> { ["Plum:Dialing:CallsPerSecond"] = "100000" },
            Services = services => services.AddSingleton<IDialGateway>(
                app => new NotingGateway(woken, app.GetRequiredService<TimeProvider>())),
        }))
        {
            await server.AdvanceToAsync(Eight.AddMinutes(-6)); // looked at after the start, asleep again
            var used = Processor.Used;
            await server.AdvanceToAsync(Eight.AddMinutes(-4));
            var check = (Processor.Used - used) / Check * 100;
            yield return new("CPU of the check every five minutes, of one core", "< 1 %", $"{check:0.00} %", check < 1);

            await server.AdvanceToAsync(Eight.AddMilliseconds(-1));
            var eight = Stopwatch.GetTimestamp();
            await server.AdvanceToAsync(Eight);
            var first = woken.IsEmpty ? 0 : Stopwatch.GetElapsedTime(eight, woken.Values.Min()).TotalSeconds;
            var last = woken.IsEmpty ? 0 : Stopwatch.GetElapsedTime(eight, woken.Values.Max()).TotalSeconds;
            yield return new(
                $"all {Campaigns:N0} wake at 08:00: the last first call", "<= 2 s",
                $"{last:0.0} s (the first {first:0.00} s; {woken.Count:N0} called)",
                last <= 2 && woken.Count == Campaigns);
        }

        if (BullMq.Missing is { } missing)
        {
            yield return missing;
            yield break;
        }

        await using var peer = await BullMq.StartAsync();
        var late = await peer.WakeAsync(Campaigns, TimeSpan.FromSeconds(15));
        yield return new(
            $"for comparison: {Campaigns:N0} delayed jobs of BullMQ, the last", "", $"{late.Max() / 1_000:0.0} s");
    }

    /// <summary>Answers at once and notes when each campaign first asked.</summary>
    private sealed class NotingGateway(ConcurrentDictionary<int, long> woken, TimeProvider time) : IDialGateway
    {
        public bool TakesIdempotencyKey => true;

        public Task<GatewayAnswer> PlaceAsync(DialRequest request, CancellationToken ct)
        {
            woken.TryAdd(request.Key.Campaign.Id, Stopwatch.GetTimestamp());
            var now = Instant.FromDateTimeOffset(time.GetUtcNow());
            return Task.FromResult<GatewayAnswer>(
                new GatewayAnswer.Ended(
                    new(true, Core.Calls.CalleeType.Voice, now + Duration.FromSeconds(5), 5, null)));
        }
    }
}
