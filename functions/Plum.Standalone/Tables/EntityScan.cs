using System.Text;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>Stored rows as entities.</summary>
internal static class EntityRows
{
    private const string ByKey = "SELECT pk, rk, version, at, body FROM entities WHERE t = ?1 AND pk = ?2 AND rk = ?3";

    public static TableEntity? Find(Database db, long table, string partition, string row, string[]? select)
    {
        using var found = db.Prepare(ByKey).Bind(1, table).Bind(2, partition).Bind(3, row);
        return found.Step() ? Read(found, select) : null;
    }

    public static T As<T>(TableEntity entity) => (T)(object)entity;

    public static void CheckType<T>()
    {
        if (typeof(T) != typeof(TableEntity))
        {
            throw new NotSupportedException($"The embedded store gives a TableEntity, not a {typeof(T).Name}.");
        }
    }

    public static TableEntity Read(Statement row, string[]? select)
    {
        var entity = new TableEntity();
        entity[SystemProperty.Etag] = EntityRow.Etag(row.Long(2));
        if (Wants(SystemProperty.PartitionKey))
        {
            entity.PartitionKey = row.Text(0);
        }

        if (Wants(SystemProperty.RowKey))
        {
            entity.RowKey = row.Text(1);
        }

        if (Wants(SystemProperty.Timestamp))
        {
            entity.Timestamp = new DateTimeOffset(row.Long(3), TimeSpan.Zero);
        }

        EntityCodec.Decode(row.Bytes(4), entity, select);
        return entity;

        bool Wants(string name) => select is null || select.Contains(name);
    }
}

/// <summary>One page of a query: walks the table in key order from where the filter, or the last page, says.</summary>
internal sealed class EntityScan(long table, Comparison[] filter, string[]? select, int pageSize)
{
    // The service ends a page after 4 MB or 5 s of looking; the latter is a count here, so that pages are the same everywhere.
    private const long PageBytes = 4 << 20;
    private const int MostLooks = 20_000;

    private const string FromKey = """
        SELECT pk, rk, version, at, body FROM entities WHERE t = ?1 AND (pk, rk) >= (?2, ?3) ORDER BY pk, rk
        """;

    private readonly KeyRange _range = KeyRange.Of(filter);
    private readonly List<TableEntity> _entities = [];

    public EntityPage Run(Database db, string? continuation)
    {
        var (partition, row) = continuation is null ? (_range.FromPartition, _range.FromRow) : Decode(continuation);
        using var rows = db.Prepare(FromKey).Bind(1, table).Bind(2, partition).Bind(3, row);
        var bytes = 0L;
        for (var looks = 0; rows.Step(); looks++)
        {
            var stored = new StoredEntity(rows.Bytes(0), rows.Bytes(1), rows.Long(3), rows.Bytes(4));
            if (_range.EndsBefore(stored))
            {
                break;
            }

            if (_entities.Count == pageSize || bytes >= PageBytes || looks == MostLooks)
            {
                return new(_entities, Encode(stored));
            }

            var matches = true;
            foreach (var comparison in filter)
            {
                matches = matches && comparison.Matches(stored);
            }

            if (matches)
            {
                _entities.Add(EntityRows.Read(rows, select));
                bytes += stored.Body.Length;
            }
        }

        return new(_entities, null);
    }

    // Keys hold neither of these characters unescaped.
    private static string Encode(in StoredEntity next) =>
        Uri.EscapeDataString(Encoding.UTF8.GetString(next.Partition)) + "!" + Uri.EscapeDataString(Encoding.UTF8.GetString(next.Row));

    private static (byte[] Partition, byte[] Row) Decode(string continuation)
    {
        var parts = continuation.Split('!');
        return parts.Length == 2
            ? (Encoding.UTF8.GetBytes(Uri.UnescapeDataString(parts[0])), Encoding.UTF8.GetBytes(Uri.UnescapeDataString(parts[1])))
            : throw TableErrors.Invalid("InvalidInput", "The continuation token is none that a page gave.");
    }
}
