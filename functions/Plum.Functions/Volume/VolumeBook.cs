using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Volume;
using Plum.Functions.Shared;

namespace Plum.Functions.Volume;

/// <summary>Records placed calls and adds them to the sums of their days.</summary>
/// <remarks>
/// A record is only ever added, in one transaction with its sums. So recording can be repeated as often as a crash, a
/// redelivery or a lost answer makes it necessary: what is there counts no second time. A first try costs one request
/// for a transaction; only when storage knows better than this process is anything read.
/// </remarks>
public sealed class VolumeBook(TableServiceClient tables, TimeProvider time)
{
    /// <summary>
    /// Rows of a query's page (Azure Table storage): runs that lie no further apart are looked for together.
    /// </summary>
    private const int PageRows = 1_000;

    // Campaigns of one account take turns in this process instead of defeating each other's transactions.
    private readonly KeyedTurns _turns = new();

    // Sums as this process wrote or read them last, so that they need not be read before each change: some 25 MB. One
    // that is out of date fails the transaction by its version, and is read again; one that is not known is taken not
    // to be there yet.
    private readonly Remembered<SumKey, Stored<VolumeSum>> _known = new(time, most: 100_000);
    private readonly TableClient _volume = tables.GetTableClient("volume");

    /// <summary>Records the calls of runs that are all over, unless that has been done.</summary>
    public async Task RecordAsync(CampaignKey campaign, IEnumerable<DialRun> runs, CancellationToken ct)
    {
        var records = runs.SelectMany(DayRecord.Of).DistinctBy(record => VolumeRows.Record(campaign.Id, record));
        foreach (var year in records.GroupBy(record => VolumeRows.Partition(campaign.Account, record.Day.Year)))
        {
            await _turns.TakeAsync(year.Key, () => RecordAsync(year.Key, campaign, [.. year], ct));
        }
    }

    private async Task<bool> RecordAsync(
        string partition, CampaignKey campaign, List<DayRecord> left, CancellationToken ct)
    {
        while (left.Count > 0)
        {
            var change = new VolumeChange(partition, campaign.Id, left);
            await time.RetryOnConflictAsync(
                async () =>
                {
                    if (left.Count == 0 || await TrySubmitAsync(campaign.Account, change, ct))
                    {
                        return true;
                    }

                    left = await UnrecordedAsync(partition, campaign.Id, left, ct);
                    change = new(partition, campaign.Id, left);
                    await ReadAsync(partition, change.Sums, ct);
                    return false;
                },
                ct);
            left = left[change.Records..];
        }

        return true;
    }

    // False when storage is not as it was believed to be: nothing is written then, or all of it was in a try whose
    // answer was lost.
    private async Task<bool> TrySubmitAsync(string account, VolumeChange change, CancellationToken ct)
    {
        if (change.NewNumbers(_known) is { Count: > 0 } numbers)
        {
            // Before their calls: a crash in between leaves a number that has none, and not the other way round.
            var rows = numbers.Select(row => new TableEntity(account, row));
            await _volume.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertMerge, row)), ct);
        }

        if (await _volume.TrySubmitAsync(change.Actions(_known), ct) is not { } written)
        {
            return false;
        }

        change.Written(written, _known);
        return true;
    }

    private async Task<List<DayRecord>> UnrecordedAsync(
        string partition, int campaign, List<DayRecord> records, CancellationToken ct)
    {
        var recorded = new HashSet<string>();
        foreach (var day in records.GroupBy(record => record.Day))
        {
            foreach (var range in PositionRanges.Of(day.Select(record => record.Run.Position)).Bridged(PageRows).Ranges)
            {
                var (from, to) = VolumeRows.Records(day.Key, campaign, range);
                await foreach (var row in _volume.RangeAsync(partition, from, to, ct, ["RowKey"]))
                {
                    recorded.Add(row.RowKey);
                }
            }
        }

        return [.. records.Where(record => !recorded.Contains(VolumeRows.Record(campaign, record)))];
    }

    private async Task ReadAsync(string partition, IReadOnlyCollection<string> rows, CancellationToken ct)
    {
        var found = await Task.WhenAll(rows.Select(row => _volume.FindAsync(partition, row, ct)));
        foreach (var (row, read) in rows.Zip(found))
        {
            _known.Learn(new(partition, row), read is null ? null : new(VolumeRows.ReadSum(read), read.ETag));
        }
    }
}

/// <summary>A sum by its row.</summary>
internal readonly record struct SumKey(string Partition, string Row);
