using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Times;
using Plum.Core.Volume;
using Plum.Functions.Volume;
using Xunit;

namespace Plum.Functions.Tests.Volume;

/// <summary>Adds up the records of calls and compares.</summary>
internal sealed class VolumeAudit(TableServiceClient tables, string account)
{
    private static readonly int[] Years = [2022, 2023, 2024, 2025];

    /// <summary>
    /// The calls of days, by number and day; those of all numbers by null, those that showed none by "".
    /// </summary>
    public static Dictionary<(string? Number, LocalDate Day), VolumeSum> SumsOf(IEnumerable<PlacedCall> calls) => calls
        .SelectMany(call => new[] { null, call.CallerId ?? "" }, (call, number) => (Number: number, Call: call))
        .GroupBy(call => (call.Number, Eastern.DayOf(call.Call.DialedAt)), call => call.Call)
        .ToDictionary(calls => calls.Key, VolumeSum.Of);

    /// <summary>
    /// The sums stored are those of the records stored, and there are no others. Answers the records' calls.
    /// </summary>
    public async Task<List<PlacedCall>> CheckAsync()
    {
        var rows = await RowsAsync();
        var calls = rows.Where(IsRecord)
            .SelectMany(row => DialRun.Parse(row.GetString("Calls"), default, row.GetBinary("Endings")).Endings)
            .Select(ending => ending.Call)
            .ToList();
        var stored = rows.Where(row => !IsRecord(row)).ToDictionary(NameOf, VolumeRows.ReadSum);
        Assert.Equal(SumsOf(calls).OrderBy(sum => sum.Key), stored.OrderBy(sum => sum.Key));
        return calls;
    }

    /// <summary>Reports of all calls, and of each number, say what the calls add up to.</summary>
    public async Task CheckReportsAsync(IReadOnlyList<PlacedCall> calls)
    {
        var (start, end) = (new LocalDate(Years[0], 1, 1), new LocalDate(Years[^1], 12, 31));
        var expected = SumsOf(calls);
        foreach (var number in expected.Keys.Select(key => key.Number).Distinct().Where(number => number != ""))
        {
            foreach (var period in Enum.GetValues<VolumePeriod>())
            {
                var days = expected
                    .Where(sum => sum.Key.Number == number)
                    .ToDictionary(sum => sum.Key.Day, sum => sum.Value);
                var report = await new VolumeReport(tables).ReadAsync(account, start, end, period, number, default);
                Assert.Equal(VolumeBucket.Of(start, end, period, days), report);
            }
        }
    }

    private async Task<List<TableEntity>> RowsAsync()
    {
        var rows = new List<TableEntity>();
        foreach (var partition in Years.Select(year => VolumeRows.Partition(account, year)))
        {
            var volume = tables.GetTableClient("volume");
            rows.AddRange(await volume.QueryAsync<TableEntity>($"PartitionKey eq '{partition}'").ToListAsync());
        }

        return rows;
    }

    private static bool IsRecord(TableEntity row) => row.RowKey.StartsWith("run|", StringComparison.Ordinal);

    private static (string? Number, LocalDate Day) NameOf(TableEntity row)
    {
        var parts = row.RowKey.Split('|');
        return (parts[0] == "day" ? null : parts[1] == "none" ? "" : parts[1], VolumeRows.DayOf(row.RowKey));
    }
}
