#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

using Azure.Core;
using Azure.Data.Tables.Models;
using Plum.Standalone.Tables;

namespace Azure.Data.Tables;

/// <summary>The tables of one account: an embedded file (<c>Sqlite=path</c>) or a storage service.</summary>
public sealed class TableServiceClient
{
    private readonly TableBackend _backend;

    public TableServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    public TableServiceClient(string connectionString, TableClientOptions options = null) =>
        _backend = TableBackend.Of(connectionString, options);

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions options = null) =>
        _backend = TableBackend.Of(endpoint, tokenCredential, options);

    public TableClient GetTableClient(string tableName) => new(_backend, tableName);

    public Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);

    public Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateAsync(cancellationToken);

    public Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).DeleteAsync(cancellationToken);

    public static string CreateQueryFilter(FormattableString filter) => FilterText.Of(filter);
}
