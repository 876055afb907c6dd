using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Plum.Core.Pacing;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Who holds the lines of each limited scope: a row each, in one partition of table <c>calls</c>.</summary>
public sealed class LineTable(TableServiceClient tables)
{
    // A hyphen and digits end the partition of a campaign.
    private const string Partition = "lines";
    private const string Property = "Book";

    private readonly TableClient _rows = tables.GetTableClient("calls");

    /// <summary>The books of these scopes, in their order.</summary>
    public async Task<IReadOnlyList<StoredBook>> ReadAsync(IEnumerable<string> scopes, CancellationToken ct) =>
        await Task.WhenAll(scopes.Select(scope => ReadAsync(scope, ct)));

    private async Task<StoredBook> ReadAsync(string scope, CancellationToken ct)
    {
        var row = await _rows.FindAsync(Partition, scope, ct);
        return new(scope, row is null ? LineBook.Empty : BookOf(row), row?.ETag);
    }

    private static LineBook BookOf(TableEntity row) =>
        JsonSerializer.Deserialize(LongText.Read(row, Property), StoredJson.Default.LineBook)!;

    /// <summary>Saves books that nobody has changed since they were read: all, in one operation, or none.</summary>
    public async Task<bool> TrySaveAsync(IEnumerable<StoredBook> books, CancellationToken ct) =>
        await _rows.TrySubmitAsync(books.Select(book => TableRows.Save(RowOf(book), book.Version)), ct) is not null;

    private static TableEntity RowOf(StoredBook book)
    {
        var row = new TableEntity(Partition, book.Scope);
        LongText.Write(row, Property, JsonSerializer.Serialize(book.Book, StoredJson.Default.LineBook));
        return row;
    }
}

/// <summary>A scope's book and its row.</summary>
/// <param name="Version">Null when it has none yet.</param>
public sealed record StoredBook(string Scope, LineBook Book, ETag? Version);
