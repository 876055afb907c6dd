using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>The tables of the embedded store.</summary>
internal sealed class EmbeddedTableServiceClient(EmbeddedStore store)
    : TableServiceClient(
        NoTransport.Address(), new TableSharedKeyCredential("embedded", ""), NoTransport.Of(new TableClientOptions()))
{
    // Kept, because the base takes a while to build each.
    private readonly ConcurrentDictionary<string, EmbeddedTableClient> _tables = new();

    public override TableClient GetTableClient(string tableName) =>
        _tables.GetOrAdd(tableName, static (name, store) => new(store, name), store);

    public override Task<Response<TableItem>> CreateTableIfNotExistsAsync(
        string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);
}
