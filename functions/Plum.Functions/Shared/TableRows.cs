using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace Plum.Functions.Shared;

/// <summary>
/// Rows of a table as the app reads and writes them. Whom somebody else forestalled is told so by false or null.
/// </summary>
internal static class TableRows
{
    /// <summary>
    /// The row is not as the writer had read it, is there already, or is there no more: somebody else wrote first.
    /// </summary>
    public static bool IsConflict(this RequestFailedException fault) =>
        fault.Status is 404 or 409 or 412 && fault.ErrorCode != TableErrorCode.TableNotFound;

    public static async Task<TableEntity?> FindAsync(
        this TableClient table, string partition, string row, CancellationToken ct, IEnumerable<string>? select = null)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, row, select, ct);
        return found.HasValue ? found.Value : null;
    }

    public static AsyncPageable<TableEntity> PartitionAsync(
        this TableClient table, string partition, CancellationToken ct, IEnumerable<string>? select = null) =>
        table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), select: select, cancellationToken: ct);

    /// <summary>The rows of a partition from one key up to, not including, another, in order.</summary>
    public static AsyncPageable<TableEntity> RangeAsync(
        this TableClient table, string partition, string from, string to, CancellationToken ct,
        IEnumerable<string>? select = null, int? pageSize = null) =>
        table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {to}"),
            pageSize,
            select,
            ct);

    /// <summary>Adds a row, or replaces the one that was read.</summary>
    /// <param name="read">The version that was read; null when there was no row.</param>
    /// <returns>The row's version now; null when somebody wrote first.</returns>
    public static async Task<ETag?> TrySaveAsync(
        this TableClient table, TableEntity row, ETag? read, CancellationToken ct)
    {
        try
        {
            var saved = await (read is { } version
                ? table.UpdateEntityAsync(row, version, TableUpdateMode.Replace, ct)
                : table.AddEntityAsync(row, ct));
            return saved.Headers.ETag;
        }
        catch (RequestFailedException e) when (e.IsConflict())
        {
            return null;
        }
    }

    /// <summary>Deletes the row that was read, unless somebody has written it since.</summary>
    public static async Task TryDeleteAsync(
        this TableClient table, string partition, string row, ETag read, CancellationToken ct)
    {
        try
        {
            await table.DeleteEntityAsync(partition, row, read, ct);
        }
        catch (RequestFailedException e) when (e.IsConflict())
        {
        }
    }

    /// <summary>A part of a transaction: adds a row, or replaces the one that was read.</summary>
    public static TableTransactionAction Save(TableEntity row, ETag? read) => read is { } version
        ? new(TableTransactionActionType.UpdateReplace, row, version)
        : new(TableTransactionActionType.Add, row);

    /// <summary>
    /// Null when a row was not as the transaction needs it: somebody else was first, and nothing was written.
    /// </summary>
    public static async Task<IReadOnlyList<Response>?> TrySubmitAsync(
        this TableClient table, IEnumerable<TableTransactionAction> actions, CancellationToken ct)
    {
        try
        {
            return (await table.SubmitTransactionAsync(actions, ct)).Value;
        }
        catch (RequestFailedException e) when (e.IsConflict())
        {
            return null;
        }
    }
}
