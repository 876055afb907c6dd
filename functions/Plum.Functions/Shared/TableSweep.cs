using Azure.Data.Tables;

namespace Plum.Functions.Shared;

/// <summary>Removes rows that can no longer matter, as many in a transaction as it takes.</summary>
internal static class TableSweep
{
    private const int MostAtOnce = 100;

    /// <summary>Removes what a filter finds in one partition, but for rows that somebody wrote in between.</summary>
    /// <param name="isOver">Asked of every row; null removes them all.</param>
    public static async Task<int> SweepAsync(
        this TableClient table, string filter, Func<TableEntity, ValueTask<bool>>? isOver, CancellationToken ct)
    {
        var removed = 0;
        await foreach (var page in table.QueryAsync<TableEntity>(filter, MostAtOnce, cancellationToken: ct).AsPages())
        {
            var over = isOver is null
                ? page.Values
                : await page.Values.ToAsyncEnumerable().Where((row, _) => isOver(row)).ToListAsync(ct);
            removed += over.Count == 0 || await table.TryRemoveAsync(over, ct)
                ? over.Count
                : await over.ToAsyncEnumerable()
                    .CountAsync((row, _) => new ValueTask<bool>(table.TryRemoveAsync([row], ct)), ct);
        }

        return removed;
    }

    /// <summary>False when one was written in between, and none was removed.</summary>
    private static async Task<bool> TryRemoveAsync(
        this TableClient table, IEnumerable<TableEntity> rows, CancellationToken ct)
    {
        var deletions = rows.Select(
            row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag));
        return await table.TrySubmitAsync(deletions, ct) is not null;
    }
}
