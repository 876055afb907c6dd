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
    public override TableClient GetTableClient(string tableName) => new EmbeddedTableClient(store, tableName);

    public override Task<Response<TableItem>> CreateTableAsync(
        string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateAsync(cancellationToken);

    public override Task<Response<TableItem>> CreateTableIfNotExistsAsync(
        string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);

    public override Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).DeleteAsync(cancellationToken);
}
