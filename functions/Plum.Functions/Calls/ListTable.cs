using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Pages of lists in table <c>lists</c>: one partition for each batch, one entity for each page, never changed once
/// written.
/// </summary>
/// <remarks>
/// While an upload runs, a marker names its batch; whoever dies in the middle of one leaves the marker behind, and
/// <see cref="SweepLists"/> removes what it names.
/// </remarks>
public sealed class ListTable(TableServiceClient tables)
{
    /// <summary>Entities a transaction may hold (Azure Table storage).</summary>
    public const int TransactionPages = 100;

    /// <summary>Bytes a binary property may have (Azure Table storage).</summary>
    private const int PropertyBytes = 64 * 1024;

    /// <summary>Pages of one read: some megabytes as lists go, and not more than a fraction of a gigabyte.</summary>
    public const int PagesAtOnce = 200;

    private const string Uploading = "uploading"; // no batch has this name
    private readonly TableClient _lists = tables.GetTableClient("lists");

    public Task MarkAsync(string batch, CancellationToken ct) =>
        _lists.AddEntityAsync(new TableEntity(Uploading, batch), ct);

    /// <summary>The upload has come to its end. False when it took so long that its pages have been swept.</summary>
    public async Task<bool> UnmarkAsync(string batch, CancellationToken ct) =>
        (await _lists.DeleteEntityAsync(Uploading, batch, ETag.All, ct)).Status != 404;

    /// <summary>Batches whose upload began before an instant and has not come to its end.</summary>
    public async Task<IReadOnlyList<string>> AbandonedAsync(DateTimeOffset before, CancellationToken ct) =>
        await _lists.PartitionAsync(Uploading, ct)
            .Where(row => row.Timestamp < before)
            .Select(row => row.RowKey)
            .ToListAsync(ct);

    public async Task<CallPage> ReadAsync(string batch, int number, CancellationToken ct) =>
        Page(await _lists.GetEntityAsync<TableEntity>(batch, Row(number), cancellationToken: ct));

    /// <summary>Pages from one up to another, exclusive, in order: as many in one read as fit into it.</summary>
    public IAsyncEnumerable<(int Number, CallPage Page)> ReadAsync(string batch, int from, int to, CancellationToken ct)
    {
        var (first, end) = (Row(from), Row(to));
        return _lists.RangeAsync(batch, first, end, ct, pageSize: PagesAtOnce)
            .Select(row => (int.Parse(row.RowKey, CultureInfo.InvariantCulture), Page(row)));
    }

    private static CallPage Page(TableEntity row)
    {
        var parts = Enumerable
            .Range(0, row.GetInt32("Parts")!.Value)
            .Select(part => row.GetBinary($"D{part}")!)
            .ToArray();
        return new(parts.Length == 1 ? parts[0] : parts.SelectMany(part => part).ToArray());
    }

    public Task WriteAsync(IEnumerable<TableEntity> pages, CancellationToken ct) =>
        _lists.SubmitTransactionAsync(
            pages.Select(page => new TableTransactionAction(TableTransactionActionType.Add, page)), ct);

    /// <summary>Deletes whatever pages a batch has. Doing it again changes nothing.</summary>
    public async Task DeleteAsync(string batch, CancellationToken ct)
    {
        var pages = await _lists.PartitionAsync(batch, ct, ["PartitionKey", "RowKey"]).ToListAsync(ct);
        foreach (var part in pages.Chunk(TransactionPages))
        {
            await _lists.SubmitTransactionAsync(
                part.Select(page => new TableTransactionAction(TableTransactionActionType.Delete, page, ETag.All)), ct);
        }
    }

    /// <summary>A page as an entity: a full one needs several properties.</summary>
    public static TableEntity Page(string batch, int number, ReadOnlyMemory<byte> page)
    {
        var entity = new TableEntity(batch, Row(number));
        var parts = 0;
        for (var at = 0; at < page.Length; at += PropertyBytes)
        {
            entity[$"D{parts++}"] = page.Slice(at, Math.Min(PropertyBytes, page.Length - at)).ToArray();
        }

        entity["Parts"] = parts;
        return entity;
    }

    private static string Row(int number) => number.ToString("D8", CultureInfo.InvariantCulture);
}
