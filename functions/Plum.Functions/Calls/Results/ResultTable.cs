using Azure;
using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>What became of result posts, in the rows of their calls, and a row for each dead letter.</summary>
/// <remarks>
/// Both are written together and guarded by the call's version, so that a letter is listed exactly while its call says
/// it is dead.
/// </remarks>
public sealed class ResultTable(TableServiceClient tables, CallRecords records, TimeProvider time)
{
    /// <summary>Each result may need the row of its call and that of its dead letter.</summary>
    private const int Step = CallTable.TransactionLimit / 2;

    private readonly TableClient _calls = tables.GetTableClient("calls");

    /// <summary>
    /// Saves what became of posts. What another poster of the same results has had accepted stays accepted.
    /// </summary>
    /// <param name="posted">The results as they are now; their records have the versions that were read.</param>
    /// <param name="wereDead">The calls whose letters were dead before.</param>
    internal async Task SaveAsync(
        CampaignKey key, IReadOnlyList<DueResult> posted, IReadOnlySet<long> wereDead, CancellationToken ct)
    {
        foreach (var part in posted.Chunk(Step))
        {
            await SavePartAsync(key, part, wereDead, ct);
        }
    }

    /// <summary>Dead letters by call id, from the one after an id on.</summary>
    public Task<List<DeadLetter>> ListDeadAsync(CampaignKey key, int after, int limit, CancellationToken ct)
    {
        var (from, to) = CallRows.DeadLettersAfter(after);
        var rows = _calls.RangeAsync(key.Partition, from, to, ct, pageSize: Math.Min(limit, 1_000));
        return rows.Take(limit).Select(DeadLetter.Read).ToListAsync(ct).AsTask();
    }

    public async Task<DeadLetter?> FindDeadAsync(CampaignKey key, int callId, CancellationToken ct) =>
        await _calls.FindAsync(key.Partition, CallRows.DeadLetter(callId), ct) is { } row ? DeadLetter.Read(row) : null;

    private async Task SavePartAsync(
        CampaignKey key, DueResult[] part, IReadOnlySet<long> wereDead, CancellationToken ct)
    {
        await time.RetryOnConflictAsync(
            async () =>
            {
                var rows = part.SelectMany(result => Save(key, result, wereDead.Contains(result.Position)));
                if (part.Length == 0 || await _calls.TrySubmitAsync(rows, ct) is not null)
                {
                    return true;
                }

                (part, wereDead) = await AgainAsync(key, part, ct);
                return false;
            },
            ct);
    }

    // Somebody posted the same results, or storage's first answer was lost on its way: on top of what is stored now.
    private async Task<(DueResult[] Part, IReadOnlySet<long> WereDead)> AgainAsync(
        CampaignKey key, DueResult[] part, CancellationToken ct)
    {
        var now = await records.AtAsync(key, PositionRanges.Of(part.Select(result => result.Position)), ct);
        return (
            [
                .. part.Where(result => now.TryGetValue(result.Position, out var record)
                    && result.Delivery.IsNewsTo(record.Delivery))
                    .Select(result => result.With(now[result.Position].Version)),
            ],
            now.Values.Where(record => record.Delivery.Dead).Select(record => record.Position).ToHashSet());
    }

    private static IEnumerable<TableTransactionAction> Save(CampaignKey key, DueResult result, bool wasDead)
    {
        var row = new TableEntity(
            key.Partition, CallRows.Call(result.Position))
        { [CallRows.Delivery] = result.Delivery.ToJson() };
        yield return new(TableTransactionActionType.UpdateMerge, row, result.Record.Version);
        if (result.Delivery.Dead)
        {
            yield return new(TableTransactionActionType.UpsertReplace, DeadLetter.Of(result).Write(key));
        }
        else if (wasDead)
        {
            yield return new(
                TableTransactionActionType.Delete,
                new TableEntity(key.Partition, CallRows.DeadLetter(result.Call.CallId)),
                ETag.All);
        }
    }
}
