using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>A query's answer, fetched page by page as it is read.</summary>
internal sealed class EntityPages<T>(TableBackend backend, TableQuery query, CancellationToken ct) : AsyncPageable<T>(ct)
    where T : class, ITableEntity
{
    private const int LargestPage = 1000;

    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        TableRules.CheckTableName(query.Table);
        _ = FilterParser.Parse(query.Filter); // the emulator lets some nonsense pass
        var size = Math.Min(pageSizeHint ?? query.PageSize ?? LargestPage, LargestPage);
        do
        {
            StorageMeter.Count("query", query.Table);
            var page = await backend.QueryAsync(query, size, continuationToken, CancellationToken);
            continuationToken = page.Continuation;
            yield return Page<T>.FromValues([.. page.Entities.Select(EntityShape.To<T>)], continuationToken, new PlainResponse(200));
        }
        while (continuationToken is not null);
    }
}

/// <summary>The answer to asking for an entity that may not exist, when it does not.</summary>
internal sealed class Missing<T> : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException("The entity does not exist: HasValue is false.");

    public override Response GetRawResponse() => new PlainResponse(404);
}
