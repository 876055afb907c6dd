using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Volume;
using Plum.Functions.Shared;

namespace Plum.Functions.Volume;

/// <summary>Answers how much an account has called, from the sums of its days: one range query for each year.</summary>
public sealed class VolumeReport(TableServiceClient tables)
{
    private readonly TableClient _volume = tables.GetTableClient("volume");

    /// <summary>
    /// The calls dialed from <paramref name="start"/> to <paramref name="end"/>, Eastern days, both included.
    /// </summary>
    /// <param name="number">The ten digits that the calls showed, or null for all calls.</param>
    public async Task<IReadOnlyList<VolumeBucket>> ReadAsync(
        string account, LocalDate start, LocalDate end, VolumePeriod period, string? number, CancellationToken ct)
    {
        var days = new Dictionary<LocalDate, VolumeSum>();
        for (var year = start.Year; year <= end.Year; year++)
        {
            var partition = VolumeRows.Partition(account, year);
            var (from, to) = (Row(number, start), Row(number, end));
            var filter =
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey le {to}");
            await foreach (var row in _volume.QueryAsync<TableEntity>(filter, cancellationToken: ct))
            {
                days[VolumeRows.DayOf(row.RowKey)] = VolumeRows.ReadSum(row);
            }
        }

        return VolumeBucket.Of(start, end, period, days);
    }

    /// <summary>Whether the account has placed calls that showed this number of ten digits.</summary>
    public async Task<bool> IsNumberOfAsync(string account, string number, CancellationToken ct) =>
        await _volume.FindAsync(account, VolumeRows.Number(number), ct) is not null;

    private static string Row(string? number, LocalDate day) =>
        number is null ? VolumeRows.Day(day) : VolumeRows.Number(number, day);
}
