#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

using Azure.Core;
using Azure.Data.Tables.Models;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;

namespace Azure.Data.Tables;

/// <summary>One table. Every limit of the service is checked here, so that both backends refuse the same things.</summary>
public sealed class TableClient
{
    private readonly TableBackend _backend;

    internal TableClient(TableBackend backend, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _backend = backend;
        Name = tableName;
    }

    public TableClient(string connectionString, string tableName)
        : this(connectionString, tableName, null)
    {
    }

    public TableClient(string connectionString, string tableName, TableClientOptions options = null)
        : this(TableBackend.Of(connectionString, options), tableName)
    {
    }

    public TableClient(Uri endpoint, string tableName, TokenCredential tokenCredential, TableClientOptions options = null)
        : this(TableBackend.Of(endpoint, tokenCredential, options), tableName)
    {
    }

    public string Name { get; }

    public Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
        CreateAsync(mayExist: true, cancellationToken);

    public Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) =>
        CreateAsync(mayExist: false, cancellationToken);

    /// <summary>Deletes the table and all it holds; one that is not there is as good as deleted.</summary>
    public async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        Count("deleteTable");
        TableRules.CheckTableName(Name);
        return await _backend.DeleteTableAsync(Name, cancellationToken);
    }

    public Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync("add", TableTransactionActionType.Add, entity, default, cancellationToken);

    public Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        var action = mode == TableUpdateMode.Merge ? TableTransactionActionType.UpsertMerge : TableTransactionActionType.UpsertReplace;
        return WriteAsync("upsert", action, entity, default, cancellationToken);
    }

    public Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity
    {
        if (ifMatch == default)
        {
            throw new ArgumentException("An update names the version it was based on, or ETag.All.", nameof(ifMatch));
        }

        var action = mode == TableUpdateMode.Merge ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.UpdateReplace;
        return WriteAsync("update", action, entity, ifMatch, cancellationToken);
    }

    public Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);

    /// <summary>Deletes an entity; one that is not there is as good as deleted (the answer's status says 404).</summary>
    public async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        try
        {
            var entity = new TableEntity(partitionKey, rowKey);
            return await WriteAsync("delete", TableTransactionActionType.Delete, entity, ifMatch, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return missing.GetRawResponse() ?? new PlainResponse(404);
        }
    }

    public async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var entity = await ReadAsync(partitionKey, rowKey, select, cancellationToken) ?? throw TableErrors.EntityNotFound();
        return Response.FromValue(EntityShape.To<T>(entity), new PlainResponse(200, entity.GetString(TableEntity.EtagName)));
    }

    public async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        try
        {
            return await GetEntityAsync<T>(partitionKey, rowKey, select, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return new Missing<T>();
        }
    }

    public AsyncPageable<T> QueryAsync<T>(
        string filter = null, int? maxPerPage = null, IEnumerable<string> select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        TableRules.CheckPageSize(maxPerPage);
        return new EntityPages<T>(_backend, new TableQuery(Name, filter, maxPerPage, select?.ToArray()), cancellationToken);
    }

    public async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        Count("transaction");
        TableRules.CheckTableName(Name);
        var writes = transactionActions.Select(EntityWrite.Of).ToArray();
        TableRules.CheckTransaction(writes);
        var answers = await _backend.TransactAsync(Name, writes, cancellationToken);
        return Response.FromValue(answers, new PlainResponse(202));
    }

    public static string CreateQueryFilter(FormattableString filter) => FilterText.Of(filter);

    private async Task<Response<TableItem>> CreateAsync(bool mayExist, CancellationToken ct)
    {
        Count("createTable");
        TableRules.CheckTableName(Name);
        var created = await _backend.CreateTableAsync(Name, ct);
        return created || mayExist
            ? Response.FromValue(new TableItem(Name), new PlainResponse(created ? 204 : 409))
            : throw TableErrors.TableAlreadyExists();
    }

    private async Task<Response> WriteAsync(
        string operation, TableTransactionActionType action, ITableEntity entity, ETag ifMatch, CancellationToken ct)
    {
        Count(operation);
        TableRules.CheckTableName(Name);
        var write = EntityWrite.Of(action, entity, ifMatch);
        TableRules.Check(write);
        return await _backend.WriteAsync(Name, write, ct);
    }

    private Task<TableEntity> ReadAsync(string partitionKey, string rowKey, IEnumerable<string> select, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        Count("get");
        TableRules.CheckTableName(Name);
        PropertyRules.CheckKey(nameof(partitionKey), partitionKey);
        PropertyRules.CheckKey(nameof(rowKey), rowKey);
        return _backend.GetAsync(Name, partitionKey, rowKey, select?.ToArray(), ct);
    }

    private void Count(string operation) => StorageMeter.Count(operation, Name);
}
