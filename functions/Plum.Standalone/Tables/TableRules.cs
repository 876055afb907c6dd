using System.Text;
using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tables;

/// <summary>The table service's limits, checked before the store sees a call: what passes here passes in Azure.</summary>
internal static class TableRules
{
    public const int LargestPage = 1000;
    private const int MostWrites = 100;
    private const int LargestEntity = 1 << 20;
    private const int LargestRequest = 4 << 20;
    private const int MostProperties = 252;

    public static void CheckTableName(string name)
    {
        if (name.Length is < 3 or > 63 || !char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit))
        {
            throw TableErrors.Invalid(
                "InvalidResourceName", $"'{name}' cannot name a table: 3 to 63 letters and digits, the first a letter.");
        }
    }

    public static long Id(StoreNames tables, string table) => tables.Find(table) ?? throw TableErrors.TableNotFound(table);

    public static void CheckPageSize(int? size)
    {
        if (size is < 1 or > LargestPage)
        {
            throw TableErrors.Invalid("InvalidInput", $"A page holds 1 to {LargestPage} entities, not {size}.");
        }
    }

    /// <summary>Refuses what the service would; otherwise the entity's size in bytes as that counts it.</summary>
    public static long Check(EntityWrite write)
    {
        var entity = write.Entity;
        PropertyRules.CheckKey(SystemProperty.PartitionKey, entity.PartitionKey);
        PropertyRules.CheckKey(SystemProperty.RowKey, entity.RowKey);
        var (count, size) = (0, 4 + (2L * (entity.PartitionKey.Length + entity.RowKey.Length)));
        if (write.Action == TableTransactionActionType.Delete)
        {
            return size;
        }

        foreach (var (name, value) in entity)
        {
            if (!SystemProperty.Is(name) && PropertyRules.Check(name, value) is var held && value is not null)
            {
                count++;
                size += 8 + (2 * name.Length) + held;
            }
        }

        CheckTotals(count, size);
        return size;
    }

    /// <summary>A merge may make an entity too large although each write was small enough.</summary>
    public static void CheckMerged(ReadOnlySpan<byte> body)
    {
        var (count, size) = (0, 4L);
        var reader = new PropertyReader(body);
        while (reader.Next())
        {
            count++;
            var held = reader.Type == PropertyType.Text
                ? 4 + (2 * Encoding.UTF8.GetCharCount(reader.Value))
                : reader.Value.Length;
            size += 8 + (2 * Encoding.UTF8.GetCharCount(reader.Name)) + held;
        }

        CheckTotals(count, size);
    }

    /// <summary>Checks each write and all together; their size in bytes as the service counts it.</summary>
    public static long CheckTransaction(IReadOnlyList<EntityWrite> writes)
    {
        if (writes.Count is 0)
        {
            throw new InvalidOperationException("A transaction holds at least one write."); // the client sends no empty one
        }

        if (writes.Count > MostWrites)
        {
            throw Refused(
                null, "InvalidInput", $"A transaction holds at most {MostWrites} writes, not {writes.Count}.");
        }

        var rows = new HashSet<string>();
        var (size, onWire) = (0L, 0L);
        for (var i = 0; i < writes.Count; i++)
        {
            var write = writes[i];
            size += TableErrors.Blaming(i, () => Check(write));
            CheckAmong(writes[0].Entity, write.Entity, rows, i);
            onWire += WireSize.Of(write);
        }

        if (onWire > LargestRequest)
        {
            throw Refused(
                null,
                "RequestBodyTooLarge",
                $"A transaction travels as at most {LargestRequest} bytes; this one takes {onWire}.",
                413);
        }

        return size;
    }

    private static void CheckAmong(TableEntity first, TableEntity entity, HashSet<string> rows, int index)
    {
        if (entity.PartitionKey != first.PartitionKey)
        {
            throw Refused(
                index, "CommandsInBatchActOnDifferentPartitions", "All writes of a transaction go to one partition.");
        }

        if (!rows.Add(entity.RowKey))
        {
            throw Refused(
                index, "InvalidDuplicateRow", $"A transaction writes each entity once; '{entity.RowKey}' comes again.");
        }
    }

    private static TableTransactionFailedException Refused(int? index, string code, string message, int status = 400) =>
        TableErrors.Transaction(new RequestFailedException(status, message, code, null), index);

    private static void CheckTotals(int count, long size)
    {
        if (count > MostProperties)
        {
            throw TableErrors.Invalid(
                "TooManyProperties", $"An entity has at most {MostProperties} properties; this one has {count}.");
        }

        if (size > LargestEntity)
        {
            throw TableErrors.Invalid(
                "EntityTooLarge", $"An entity holds at most {LargestEntity} bytes; this one has {size}.");
        }
    }
}
