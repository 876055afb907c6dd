using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>Where tables live. What arrives here has passed <see cref="TableRules"/>.</summary>
internal abstract class TableBackend
{
    public static TableBackend Of(string connectionString, TableClientOptions? options)
    {
        var address = StorageAddress.Parse(connectionString);
        return address.EmbeddedPath is { } path
            ? new EmbeddedTables(EmbeddedStorage.Open(path, TimeProvider.System))
            : Rest(address.Tables, new TableSharedKey(address.Account, address.Key), options);
    }

    public static TableBackend Of(Uri endpoint, TokenCredential credential, TableClientOptions? options) =>
        Rest(endpoint, RestService.TokenPolicy(credential), options);

    /// <summary>False when the table was there already.</summary>
    public abstract Task<bool> CreateTableAsync(string table, CancellationToken ct);

    public abstract Task<Response> DeleteTableAsync(string table, CancellationToken ct);

    public abstract Task<Response> WriteAsync(string table, EntityWrite write, CancellationToken ct);

    /// <summary>All or nothing; a refusal is a <see cref="TableTransactionFailedException"/>.</summary>
    public abstract Task<IReadOnlyList<Response>> TransactAsync(string table, EntityWrite[] writes, CancellationToken ct);

    /// <summary>Null when there is no such entity; a missing table is an error.</summary>
    public abstract Task<TableEntity?> GetAsync(string table, string partitionKey, string rowKey, string[]? select, CancellationToken ct);

    public abstract Task<EntityPage> QueryAsync(TableQuery query, int pageSize, string? continuation, CancellationToken ct);

    private static RestTables Rest(Uri endpoint, HttpPipelinePolicy authentication, TableClientOptions? options) =>
        new(new RestService(endpoint, authentication, options ?? new TableClientOptions()));
}

/// <summary>Which entities of a table are wanted, and which of their properties (all, when null).</summary>
internal sealed record TableQuery(string Table, string? Filter, int? PageSize, string[]? Select);

/// <summary>Some entities, and where to go on; null means these were the last.</summary>
internal sealed record EntityPage(IReadOnlyList<TableEntity> Entities, string? Continuation);
