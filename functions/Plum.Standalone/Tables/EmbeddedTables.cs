using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>Tables in the embedded store.</summary>
internal sealed class EmbeddedTables(EmbeddedStore store) : TableBackend
{
    public override Task<bool> CreateTableAsync(string table, CancellationToken ct) =>
        store.Tables.Find(table) is not null
            ? Task.FromResult(false)
            : store.WriteAsync(s => s.Tables.Add(s.Db, table), ct);

    public override Task<Response> DeleteTableAsync(string table, CancellationToken ct) =>
        store.WriteAsync(s => s.Atomically<Response>(() => Drop(s, table)), ct);

    public override Task<Response> WriteAsync(string table, EntityWrite write, CancellationToken ct) =>
        store.PrepareAndWriteAsync(SizeOf(write), () => Prepared(table, write), ct);

    public override async Task<IReadOnlyList<Response>> TransactAsync(string table, EntityWrite[] writes, CancellationToken ct)
    {
        return await store.PrepareAndWriteAsync(writes.Sum(SizeOf), () => Prepared(table, writes), ct);
    }

    public override Task<TableEntity?> GetAsync(
        string table, string partitionKey, string rowKey, string[]? select, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var id = Id(store.Tables, table);
        return Task.FromResult(store.Read(db => EntityRows.Find(db, id, partitionKey, rowKey, select)));
    }

    public override Task<EntityPage> QueryAsync(TableQuery query, int pageSize, string? continuation, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var filter = FilterParser.Parse(query.Filter);
        var scan = new EntityScan(Id(store.Tables, query.Table), filter, query.Select, pageSize);
        return Task.FromResult(store.Read(db => scan.Run(db, continuation)));
    }

    private static Func<WriteSession, Response> Prepared(string table, EntityWrite write)
    {
        var row = EntityRow.Of(write);
        return session => new EntityWriter(session, Id(session.Tables, table)).Write(row);
    }

    private static Func<WriteSession, Response[]> Prepared(string table, EntityWrite[] writes)
    {
        var rows = Array.ConvertAll(writes, EntityRow.Of);
        return session => session.Atomically(() => Transact(new EntityWriter(session, Id(session.Tables, table)), rows));
    }

    private static Response[] Transact(EntityWriter writer, EntityRow[] rows)
    {
        var answers = new Response[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            try
            {
                answers[i] = writer.Write(rows[i]);
            }
            catch (RequestFailedException refusal)
            {
                throw new TableTransactionFailedException(refusal, i);
            }
        }

        return answers;
    }

    private static long SizeOf(EntityWrite write) => EmbeddedStore.SmallWrite + TableRules.SizeOf(write.Entity);

    private static PlainResponse Drop(WriteSession session, string table)
    {
        if (session.Tables.Find(table) is not { } id)
        {
            return new PlainResponse(404);
        }

        session.Db.Prepare("DELETE FROM entities WHERE t = ?1").Bind(1, id).Run();
        session.Tables.Remove(session.Db, table, id);
        return new PlainResponse(204);
    }

    private static long Id(StoreNames tables, string table) => tables.Find(table) ?? throw TableErrors.TableNotFound(table);
}
