using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>A list of 1,000,000 numbers on its way from a client's first byte to an answer that it is on disk.</summary>
internal static class UploadFigure
{
    private const int Rows = 1_000_000;
    private const int Page = 256;
    private const int Times = 5;

    public static async IAsyncEnumerable<Row> Measure()
    {
        var csv = Numbers.Csv(Rows);
        await using var receiver = await Receiver.StartAsync();
        await using var service = await ServiceProcess.StartAsync();
        await service.Client.CreateScheduleAsync("""["mon"]""", "mondays");
        await service.Client.CreateProfileAsync(30, 100, 10, "pace");
        await UploadAsync(service, receiver, csv.AsMemory(0, csv.AsSpan(0, csv.Length / 100).LastIndexOf((byte)10) + 1)); // compiles what a service has compiled long ago
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);

        var idle = service.Megabytes;
        using var stop = new CancellationTokenSource();
        var peak = PeakAsync(service, stop.Token);
        var seconds = new List<double>();

        for (var i = 0; i < Times; i++)
        {
            seconds.Add(await UploadAsync(service, receiver, csv));
        }

        await stop.CancelAsync();
        var rate = Rows / seconds.Order().ElementAt(Times / 2);
        var above = await peak - idle;
        yield return new($"rows a second, median of {Times}", ">= 400,000", $"{rate:N0} ({Rows / seconds.Max():N0} to {Rows / seconds.Min():N0})", rate >= 400_000);
        yield return new("peak memory above idle", "<= 150 MB", $"{above:0} MB (idle {idle:0} MB)", above <= 150);
        var (parse, store) = (ParseSeconds(csv), StoreSeconds(csv));
        yield return new("for comparison: finding the lines only", "", $"{Rows / parse:N0} rows/s");
        yield return new($"for comparison: the bytes into SQLite, {Page} rows a page", "", $"{Rows / store:N0} rows/s");
    }

    private static async Task<double> UploadAsync(ServiceProcess service, Receiver receiver, ReadOnlyMemory<byte> csv)
    {
        using var content = new ReadOnlyMemoryContent(csv);
        var clock = Stopwatch.StartNew();
        var campaign = await service.Client.CreateCampaignAsync(Numbers.Campaign(receiver, "mondays", "2099-01-01", "2099-12-31"), content);
        clock.Stop();
        var accepted = (await service.Client.GetAsync($"api/campaigns/{campaign}"))["counts"]!["accepted"]!.GetValue<int>();
        return accepted == csv.Span.Count((byte)'\n')
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

    private static double ParseSeconds(byte[] csv)
    {
        var clock = Stopwatch.StartNew();
        var rest = csv.AsSpan();
        var (lines, commas) = (0, 0);

        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            commas += rest[..end].IndexOf((byte)',') >= 0 ? 1 : 0;
            rest = rest[(end + 1)..];
            lines++;
        }

        return lines == Rows && commas == Rows ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException("The list is not as made.");
    }

    private static double StoreSeconds(byte[] csv)
    {
        var folder = Directory.CreateTempSubdirectory("plum-bench-");
        var clock = new Stopwatch();

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.FullName, "raw.db")};Pooling=False"))
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE pages (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;");
            clock.Start();
            StorePages(connection, csv);
            clock.Stop();
        }

        folder.Delete(recursive: true);
        return clock.Elapsed.TotalSeconds;
    }

    private static void StorePages(SqliteConnection connection, byte[] csv)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO pages VALUES ($k, $v)";
        var key = insert.Parameters.Add("$k", SqliteType.Text);
        var value = insert.Parameters.Add("$v", SqliteType.Blob);
        var size = csv.Length / (Rows / Page);

        for (var offset = 0; offset < csv.Length; offset += size)
        {
            key.Value = $"{offset:D12}";
            value.Value = csv[offset..Math.Min(csv.Length, offset + size)];
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constant text
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
