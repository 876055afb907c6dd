using System.Diagnostics;
using System.Text;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>What a service costs that has 1,000 started campaigns and nothing to dial for days.</summary>
internal static class IdleFigure
{
    private const int Campaigns = 1_000;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(30);

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync();
        var client = service.Client;
        await client.CreateScheduleAsync("""["mon"]""", "mondays");
        await client.CreateProfileAsync(30, 100, 10, "pace");
        await Parallel.ForAsync(0, Campaigns, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            using var numbers = new ByteArrayContent(Encoding.ASCII.GetBytes("tel:+12125550100;ani=2125550199\n"));
            await client.StartAsync(await client.CreateCampaignAsync(Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31"), numbers));
        });

        // The last starts are worked off before the watch begins.
        await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System);
        var (cpu, clock) = (service.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(Watched, TimeProvider.System);
        var percent = (service.ProcessorTime - cpu) / clock.Elapsed * 100;
        var memory = service.Megabytes;
        yield return new($"CPU over {Watched.TotalSeconds:0} s, of one core", "< 1 %", $"{percent:0.00} %", percent < 1);
        yield return new("resident memory", "< 250 MB", $"{memory:0} MB", memory < 250);
    }
}
