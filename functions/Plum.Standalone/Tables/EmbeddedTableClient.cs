using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Plum.Standalone.Sqlite;
using static Azure.Data.Tables.TableTransactionActionType;

namespace Plum.Standalone.Tables;

/// <summary>One table of the embedded store, with the limits and the answers of the service.</summary>
/// <remarks>Entities are <see cref="TableEntity"/>; the app has no other.</remarks>
internal sealed class EmbeddedTableClient(EmbeddedStore store, string name)
    : TableClient(
        NoTransport.Address(), name, new TableSharedKeyCredential("embedded", ""), NoTransport.Of(new TableClientOptions()))
{
    public override async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        Count("createTable");
        var created = store.Tables.Find(Name) is null && await store.WriteAsync(s => s.Tables.Add(s.Db, Name), cancellationToken);
        return Response.FromValue(new TableItem(Name), new PlainResponse(created ? 204 : 409));
    }

    /// <summary>Deletes the table and all it holds; one that is not there is as good as deleted.</summary>
    public override async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        Count("deleteTable");
        return await store.WriteAsync(s => s.Atomically(() => Drop(s)), cancellationToken);
    }

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default) =>
        WriteAsync("add", EntityWrite.Of(Add, entity), cancellationToken);

    public override Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
    {
        var action = mode == TableUpdateMode.Merge ? UpsertMerge : UpsertReplace;
        return WriteAsync("upsert", EntityWrite.Of(action, entity), cancellationToken);
    }

    public override Task<Response> UpdateEntityAsync<T>(
        T entity,
        ETag ifMatch,
        TableUpdateMode mode = TableUpdateMode.Merge,
        CancellationToken cancellationToken = default)
    {
        if (ifMatch == default)
        {
            throw new ArgumentException("An update names the version it was based on, or ETag.All.", nameof(ifMatch));
        }

        var action = mode == TableUpdateMode.Merge ? UpdateMerge : UpdateReplace;
        return WriteAsync("update", EntityWrite.Of(action, entity, ifMatch), cancellationToken);
    }

    public override Task<Response> DeleteEntityAsync(
        ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);

    /// <summary>Deletes an entity; one that is not there is as good as deleted (the answer's status says 404).</summary>
    public override async Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        var write = EntityWrite.Of(TableTransactionActionType.Delete, new TableEntity(partitionKey, rowKey), ifMatch);
        try
        {
            return await WriteAsync("delete", write, cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            return new PlainResponse(404);
        }
    }

    public override async Task<Response<T>> GetEntityAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default) =>
        Found<T>(Read<T>(partitionKey, rowKey, select, cancellationToken) ?? throw TableErrors.EntityNotFound());

    public override async Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey,
        string rowKey,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
    {
        try
        {
            var entity = Read<T>(partitionKey, rowKey, select, cancellationToken);
            return entity is null ? new Missing<T>() : Found<T>(entity);
        }
        catch (RequestFailedException noTable) when (noTable.Status == 404)
        {
            return new Missing<T>();
        }
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null,
        int? maxPerPage = null,
        IEnumerable<string>? select = null,
        CancellationToken cancellationToken = default)
    {
        EntityRows.CheckType<T>();
        TableRules.CheckPageSize(maxPerPage);
        return new EntityPages<T>(store, Name, filter, maxPerPage, select?.ToArray(), cancellationToken);
    }

    public override async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        Count("transaction");
        var writes = transactionActions.Select(EntityWrite.Of).ToArray();
        var size = (writes.Length * EmbeddedStore.SmallWrite) + TableRules.CheckTransaction(writes);
        IReadOnlyList<Response> answers =
            await store.PrepareAndWriteAsync(size, () => EntityWriter.Transact(Name, writes), cancellationToken);
        return Response.FromValue(answers, new PlainResponse(202));
    }

    private PlainResponse Drop(WriteSession session)
    {
        if (session.Tables.Find(Name) is not { } id)
        {
            return new PlainResponse(404);
        }

        session.Db.Prepare("DELETE FROM entities WHERE t = ?1").Bind(1, id).Run();
        session.Tables.Remove(session.Db, Name, id);
        return new PlainResponse(204);
    }

    private async Task<Response> WriteAsync(string operation, EntityWrite write, CancellationToken ct)
    {
        Count(operation);
        var size = EmbeddedStore.SmallWrite + TableRules.Check(write);
        return await store.PrepareAndWriteAsync(size, () => EntityWriter.Write(Name, write), ct);
    }

    private TableEntity? Read<T>(string partitionKey, string rowKey, IEnumerable<string>? select, CancellationToken ct)
    {
        EntityRows.CheckType<T>();
        Count("get");
        PropertyRules.CheckKey(nameof(partitionKey), partitionKey);
        PropertyRules.CheckKey(nameof(rowKey), rowKey);
        ct.ThrowIfCancellationRequested();
        var (table, wanted) = (TableRules.Id(store.Tables, Name), select?.ToArray());
        return store.Read(db => EntityRows.Find(db, table, partitionKey, rowKey, wanted));
    }

    private static Response<T> Found<T>(TableEntity entity) =>
        Response.FromValue(EntityRows.As<T>(entity), new PlainResponse(200, entity.ETag.ToString()));

    private void Count(string operation)
    {
        TableRules.CheckTableName(Name);
        StorageMeter.Count(operation, Name);
    }
}
