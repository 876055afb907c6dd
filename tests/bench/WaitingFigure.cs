using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Functions.Accounts;
using Plum.Functions.Campaigns;
using Plum.Functions.Tests;

namespace Plum.Bench;

/// <summary>What a million calls cost that wait for their time within the next year.</summary>
internal static class WaitingFigure
{
    private const int Calls = 1_000_000;
    private const int Callers = 200;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    // After a start and after a large request: compiled, collected, written back.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(15);

    public static async IAsyncEnumerable<Row> Measure()
    {
        var empty = await EmptyMegabytesAsync();
        var folder = Directory.CreateTempSubdirectory("plum-bench-");
        try
        {
            await QueueAsync(folder.FullName);
            await using var service = await ServiceProcess.StartAsync(folder.FullName, ServiceProcess.WithoutUrls);
            await foreach (var row in WatchAsync(service, "1,000,000 calls by queuecall", empty))
            {
                yield return row;
            }

            using var client = new OutboundClient(service.Address);
            await client.QueueCallsAsync(
                "next year", Numbers.Csv(Calls), Calls, TimeProvider.System.GetUtcNow().AddYears(1));
            await foreach (var row in WatchAsync(service, "and 1,000,000 more by queuecalls", empty))
            {
                yield return row;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async IAsyncEnumerable<Row> WatchAsync(ServiceProcess service, string what, double empty)
    {
        await Task.Delay(Settled, TimeProvider.System);
        var (cpu, clock) = (service.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(Watched, TimeProvider.System);
        var percent = (service.ProcessorTime - cpu) / clock.Elapsed * 100;
        yield return new(
            $"{what}: CPU over {Watched.TotalSeconds:0} s", "< 1 %", $"{percent:0.00} % of one core", percent < 1);
        yield return new(
            $"{what}: memory", "", $"{service.Megabytes - empty:0} MB above an empty service's {empty:0} MB");
    }

    private static async Task<double> EmptyMegabytesAsync()
    {
        await using var service = await ServiceProcess.StartAsync();
        await Task.Delay(Settled, TimeProvider.System);
        return service.Megabytes;
    }

    // Through the app's own intake, without HTTP, so that it takes a minute; a service of its own then opens the
    // folder.
    private static async Task QueueAsync(string folder)
    {
        await using var server = await PlumServer.StartAsync(new() { Virtual = false, DataFolder = folder });
        var campaign = server.Services.GetRequiredService<DefaultCampaign>();
        var caller = new Caller("demo", "login demo");
        var settings = new CallSettings("http://127.0.0.1:9/start", null, 3, 3_600);
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (i, ct) =>
        {
            // Spread evenly, in an order of their own: neighbours in the queue are days apart.
            var at = now + Duration.FromMinutes(10) + (Duration.FromDays(365) / Calls * (i * 387_420_489L % Calls));
            await campaign.QueueAsync(
                caller, new(new CallEntry($"tel:+1{2_120_000_000L + i}", $"ref{i}", ""), settings, at), null, ct);
        });
    }
}
