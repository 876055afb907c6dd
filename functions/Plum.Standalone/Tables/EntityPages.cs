using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>A query's answer, read page by page.</summary>
internal sealed class EntityPages<T>(
    EmbeddedStore store, string table, string? filter, int? pageSize, string[]? select, CancellationToken ct) : AsyncPageable<T>(ct)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        TableRules.CheckTableName(table);
        var parsed = FilterParser.Parse(filter);
        var size = Math.Min(pageSizeHint ?? pageSize ?? TableRules.LargestPage, TableRules.LargestPage);
        do
        {
            StorageMeter.Count("query", table);
            CancellationToken.ThrowIfCancellationRequested();
            var scan = new EntityScan(TableRules.Id(store.Tables, table), parsed, select, size);
            var page = store.Read(db => scan.Run(db, continuationToken));
            continuationToken = page.Continuation;
            var entities = page.Entities.Select(EntityRows.As<T>).ToList();
            yield return Page<T>.FromValues(entities, continuationToken, new PlainResponse(200));
        }
        while (continuationToken is not null);
    }
}

/// <summary>Some entities, and where to go on; null means these were the last.</summary>
internal sealed record EntityPage(IReadOnlyList<TableEntity> Entities, string? Continuation);

/// <summary>The answer to asking for an entity that may not exist, when it does not.</summary>
internal sealed class Missing<T> : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity does not exist: HasValue is false.");

    public override Response GetRawResponse() => new PlainResponse(404);
}
