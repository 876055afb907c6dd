using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>A write ready for the store: keys and properties encoded, before it waits for the writer.</summary>
internal sealed record EntityRow(
    TableTransactionActionType Action, string Partition, string Row, byte[] Body, string? IfMatch)
{
    public static EntityRow Of(EntityWrite write)
    {
        var body = write.Action == TableTransactionActionType.Delete ? [] : EntityCodec.Encode(write.Entity);
        return new(write.Action, write.Entity.PartitionKey, write.Entity.RowKey, body, write.IfMatch);
    }

    public static string Etag(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version:x}\"");

    /// <summary>The version an etag stands for; -1, which no entity has, when it is none of ours.</summary>
    public long ExpectedVersion => IfMatch is ['W', '/', '"', .. var digits, '"']
        && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var version) ? version : -1;
}

/// <summary>Writes entities of one table inside the writer's transaction, refusing as the service does.</summary>
internal sealed class EntityWriter(WriteSession session, long table)
{
    private const string Insert =
        "INSERT INTO entities(t, pk, rk, version, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO ";

    private const string Add = Insert + "NOTHING";
    private const string Put = Insert + "UPDATE SET version = excluded.version, at = excluded.at, body = excluded.body";
    private const string Read = "SELECT version, body FROM entities WHERE t = ?1 AND pk = ?2 AND rk = ?3";
    private const string Delete = "DELETE FROM entities WHERE t = ?1 AND pk = ?2 AND rk = ?3";

    /// <summary>Makes a write ready; the table is looked up when it is done.</summary>
    public static Func<WriteSession, Response> Write(string table, EntityWrite write)
    {
        var row = EntityRow.Of(write);
        return session => In(session, table).Write(row);
    }

    /// <summary>Makes a transaction ready: all of its writes or none.</summary>
    public static Func<WriteSession, Response[]> Transact(string table, EntityWrite[] writes)
    {
        var rows = Array.ConvertAll(writes, EntityRow.Of);
        return session => session.Atomically(() => In(session, table).Write(rows));
    }

    private static EntityWriter In(WriteSession session, string table) =>
        new(session, TableRules.Id(session.Tables, table));

    private Response[] Write(EntityRow[] rows) =>
        [.. rows.Select((row, i) => TableErrors.Blaming(i, () => Write(row)))];

    private PlainResponse Write(EntityRow row) => row.Action switch
    {
        TableTransactionActionType.Add => Store(row, Add, row.Body) ?? throw TableErrors.EntityAlreadyExists(),
        TableTransactionActionType.UpsertReplace => Store(row, Put, row.Body)!,
        TableTransactionActionType.Delete => Remove(row),
        _ => Update(row),
    };

    private PlainResponse Update(EntityRow row)
    {
        var mustExist = row.Action is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpdateReplace;
        var merges = row.Action is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;
        var old = Current(row, mustExist, merges);
        return Store(row, Put, old is null ? row.Body : Merged(old, row.Body))!;
    }

    private static byte[] Merged(byte[] old, byte[] changes)
    {
        var merged = EntityCodec.Merge(old, changes);
        TableRules.CheckMerged(merged);
        return merged;
    }

    private PlainResponse Remove(EntityRow row)
    {
        Current(row, mustExist: true, withBody: false);
        Keyed(Delete, row).Run();
        return new PlainResponse(204);
    }

    /// <summary>The stored properties, when they are wanted and exist; checks that the version is the expected one.</summary>
    private byte[]? Current(EntityRow row, bool mustExist, bool withBody)
    {
        using var found = Keyed(Read, row);
        if (!found.Step())
        {
            return mustExist ? throw TableErrors.EntityNotFound() : null;
        }

        if (row.IfMatch is not null && row.ExpectedVersion != found.Long(0))
        {
            throw TableErrors.Changed();
        }

        return withBody ? found.Bytes(1).ToArray() : null;
    }

    private PlainResponse? Store(EntityRow row, string sql, byte[] body)
    {
        var version = session.NextNumber();
        var at = session.Time.GetUtcNow().UtcTicks;
        var changed = Keyed(sql, row).Bind(4, version).Bind(5, at).Bind(6, body).Run();
        return changed == 0 ? null : new PlainResponse(204, EntityRow.Etag(version));
    }

    private Statement Keyed(string sql, EntityRow row) =>
        session.Db.Prepare(sql).Bind(1, table).Bind(2, row.Partition).Bind(3, row.Row);
}
