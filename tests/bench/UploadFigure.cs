using System.Diagnostics;
using CsvHelper;
using Plum.Bench.Peers;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>A list on its way from a client's first byte to an answer that its campaign is ready to dial.</summary>
internal static class UploadFigure
{
    private const int Page = 256;
    private const int Rounds = 3;

    public static async IAsyncEnumerable<Row> Measure()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync();
        await service.Client.CreateScheduleAsync("""["mon"]""", "mondays");
        await service.Client.CreateProfileAsync(30, 100, 10, "pace");
        await UploadAsync(service, receiver, Numbers.Csv(50_000)); // compiles what a service has compiled long ago
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);

        var idle = service.Megabytes;
        var memory = new List<double>();
        foreach (var rows in new[] { 100_000, 1_000_000 })
        {
            var run = await RunAsync(service, receiver, rows);
            var (rate, floor) = (rows / run.Ours.Median, rows / run.Floor.Median);
            memory.Add(run.Peak - idle);
            yield return new($"{rows:N0} rows: rows a second, median of {Rounds}", ">= 400,000",
                $"{rate:N0} ({rows / run.Ours.Worst:N0} to {rows / run.Ours.Best:N0})", rate >= 400_000);
            yield return new($"{rows:N0} rows: time against CsvHelper and plain SQLite", "<= 3x",
                $"{floor / rate:0.0}x (these {floor:N0}/s)", floor / rate <= 3);
            yield return run.BullMq is { } peer
                ? Row.AtLeast(
                    $"{rows:N0} rows: against BullMQ's addBulk", 20, rate * peer.Median / rows,
                    $"BullMQ {rows / peer.Median:N0} jobs/s")
                : BullMq.Missing!;
        }

        yield return new(
            "peak memory above idle", "<= 150 MB", $"{memory[1]:0} MB (idle {idle:0} MB)", memory[1] <= 150);
        yield return new("of it for 100,000 rows", "", $"{memory[0]:0} MB");
        foreach (var (name, jobs, took) in await OthersAsync())
        {
            yield return new(
                $"for comparison: {jobs:N0} jobs into {name} on SQLite", "", $"{jobs / took.TotalSeconds:N0} jobs/s");
        }
    }

    /// <summary>
    /// In turn, so that what else the machine does meets them alike; BullMQ's million once, since it takes a minute.
    /// </summary>
    private static async Task<Run> RunAsync(ServiceProcess service, Receiver receiver, int rows)
    {
        var csv = Numbers.Csv(rows);
        var run = new Run([], [], BullMq.Missing is null ? [] : null);
        for (var round = 0; round < Rounds; round++)
        {
            using (var stop = new CancellationTokenSource())
            {
                var peak = PeakAsync(service, stop.Token);
                run.Ours.Add(await UploadAsync(service, receiver, csv));
                await stop.CancelAsync();
                run.Peak = Math.Max(run.Peak, await peak);
            }

            run.Floor.Add(Parse(csv, rows) + Store(csv, rows));
            if (run.BullMq is not null && (rows < 1_000_000 || round == 1))
            {
                await using var peer = await BullMq.StartAsync();
                run.BullMq.Add((await peer.AcceptAsync(rows)).TotalSeconds);
            }
        }

        return run;
    }

    private static async Task<(string Name, int Jobs, TimeSpan Took)[]> OthersAsync()
    {
        await using var quartz = await QuartzPeer.StartAsync();
        using var hangfire = new HangfirePeer();
        return [("Quartz.NET", 10_000, await quartz.AcceptAsync(10_000)), ("Hangfire", 2_000, hangfire.Accept(2_000))];
    }

    private static async Task<double> UploadAsync(ServiceProcess service, Receiver receiver, byte[] csv)
    {
        using var content = new ByteArrayContent(csv);
        var clock = Stopwatch.StartNew();
        var campaign = await service.Client.CreateCampaignAsync(
            Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31"), content);
        clock.Stop();
        var counts = (await service.Client.GetAsync($"api/campaigns/{campaign}"))["counts"]!;
        var accepted = counts["accepted"]!.GetValue<int>();
        return accepted == csv.AsSpan().Count((byte)'\n')
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"{accepted:N0} rows were accepted.");
    }

    private static async Task<double> PeakAsync(ServiceProcess service, CancellationToken ct)
    {
        var peak = 0.0;

        while (!ct.IsCancellationRequested)
        {
            peak = Math.Max(peak, service.Megabytes);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return peak;
    }

    private static double Parse(byte[] list, int rows)
    {
        var clock = Stopwatch.StartNew();
        using var csv = CsvReader.Create(new MemoryStream(list), new CsvReaderOptions { HasHeader = false });
        var (lines, bytes) = (0, 0);
        for (; csv.Read(); lines++)
        {
            bytes += csv.GetSpan(0).Length + csv.GetSpan(1).Length + 2;
        }

        return lines == rows && bytes == list.Length ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException("The list is not as made.");
    }

    private static double Store(byte[] csv, int rows)
    {
        using var sqlite = new RawSqlite();
        var pages = csv.Chunk(csv.Length / (rows / Page)).Select((bytes, i) => ($"{i:D12}", bytes)).ToList();
        return sqlite.Write([pages]).TotalSeconds;
    }

    /// <param name="BullMq">Null where it is missing.</param>
    private sealed record Run(Seconds Ours, Seconds Floor, Seconds? BullMq)
    {
        public double Peak { get; set; }
    }
}
