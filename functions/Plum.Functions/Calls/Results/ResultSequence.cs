using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>Numbers a campaign's results 1, 2, 3, ... in the order in which they are first posted.</summary>
/// <remarks>
/// A number is in storage before the result is posted with it, in the call's own row, and a row counts how many there
/// are: both in one transaction, guarded by both versions. So no number is given twice, none is left out, and a result
/// keeps its own whatever happens.
/// </remarks>
public sealed class ResultSequence(TableServiceClient tables)
{
    /// <summary>The counter's row takes one place.</summary>
    private const int Step = CallTable.TransactionLimit - 1;

    private readonly TableClient _calls = tables.GetTableClient("calls");

    // Messages of one campaign are worked off side by side. Here they queue up, rather than lose the counter to each
    // other in storage.
    private readonly KeyedTurns _turns = new();

    /// <summary>
    /// Gives numbers to the results that have none, by the end of their calls. Null when somebody else changed a call
    /// or took numbers meanwhile: read again, they may have got theirs.
    /// </summary>
    internal async Task<IReadOnlyList<DueResult>?> TryNumberAsync(
        CampaignKey key, IReadOnlyList<DueResult> due, CancellationToken ct)
    {
        return due.All(result => result.Delivery.Sequence > 0)
            ? due
            : await _turns.TakeAsync(key.Partition, () => NumberAsync(key, due, ct));
    }

    private async Task<IReadOnlyList<DueResult>?> NumberAsync(
        CampaignKey key, IReadOnlyList<DueResult> due, CancellationToken ct)
    {
        var counter = await ReadAsync(key, ct);
        var numbered = due.Where(result => result.Delivery.Sequence > 0).ToList();
        var unnumbered = due
            .Where(result => result.Delivery.Sequence == 0)
            .OrderBy(End)
            .ThenBy(result => result.Position);
        foreach (var part in unnumbered.Chunk(Step))
        {
            DueResult[] next =
                [.. part.Select((result, i) => result.With(result.Delivery with { Sequence = counter.Last + 1 + i }))];
            var last = counter.Last + part.Length;
            var row = new TableEntity(key.Partition, CallRows.Sequence) { ["Last"] = last };
            var rows = next.Select(result => Save(key, result)).Prepend(TableRows.Save(row, counter.Version));
            if (await _calls.TrySubmitAsync(rows, ct) is not { } saved)
            {
                return null;
            }

            counter = new(last, saved[0].Headers.ETag);
            numbered.AddRange(next.Select((result, i) => result.With(saved[i + 1].Headers.ETag!.Value)));
        }

        return numbered;
    }

    // Calls that were never dialed came to their end together, and last.
    private static Instant End(DueResult result) =>
        result.Record.Attempts is [.., var last] ? last.EndsAt : Instant.MaxValue;

    // A call that was never dialed has no row yet.
    private static TableTransactionAction Save(CampaignKey key, DueResult result)
    {
        var row = new TableEntity(
            key.Partition, CallRows.Call(result.Position))
        { [CallRows.Delivery] = result.Delivery.ToJson() };
        if (result.Record.Version != default)
        {
            return new(TableTransactionActionType.UpdateMerge, row, result.Record.Version);
        }

        row["State"] = result.Record.State.ToString();
        return new(TableTransactionActionType.Add, row);
    }

    private async Task<Counter> ReadAsync(CampaignKey key, CancellationToken ct) =>
        await _calls.FindAsync(key.Partition, CallRows.Sequence, ct) is { } row
            ? new(row.GetInt64("Last")!.Value, row.ETag)
            : new(0, null);

    /// <summary>The last number given; without a version none was yet.</summary>
    private sealed record Counter(long Last, ETag? Version);
}
