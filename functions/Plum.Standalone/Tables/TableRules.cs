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

    public static void Check(EntityWrite write)
    {
        var entity = write.Entity;
        PropertyRules.CheckKey(SystemProperty.PartitionKey, entity.PartitionKey);
        PropertyRules.CheckKey(SystemProperty.RowKey, entity.RowKey);
        if (write.Action == TableTransactionActionType.Delete)
        {
            return;
        }

        var count = 0;
        foreach (var (name, value) in entity)
        {
            if (!SystemProperty.Is(name))
            {
                PropertyRules.Check(name, value);
                count += value is null ? 0 : 1;
            }
        }

        CheckTotals(count, SizeOf(entity));
    }

    /// <summary>A merge may make an entity too large although each write was small enough.</summary>
    public static void CheckMerged(ReadOnlySpan<byte> body)
    {
        var (count, size) = (0, 4L);
        var reader = new PropertyReader(body);
        while (reader.Next())
        {
            count++;
            size += 8 + (2 * Encoding.UTF8.GetCharCount(reader.Name))
                + (reader.Type == PropertyType.Text ? 4 + (2 * Encoding.UTF8.GetCharCount(reader.Value)) : reader.Value.Length);
        }

        CheckTotals(count, size);
    }

    public static void CheckTransaction(IReadOnlyList<EntityWrite> writes)
    {
        if (writes.Count is 0)
        {
            throw new InvalidOperationException("A transaction holds at least one write."); // the client sends no empty one
        }

        if (writes.Count > MostWrites)
        {
            throw TableErrors.Transaction(
                TableErrors.Invalid("InvalidInput", $"A transaction holds at most {MostWrites} writes, not {writes.Count}."), null);
        }

        var rows = new HashSet<string>();
        var bytes = 0L;
        for (var i = 0; i < writes.Count; i++)
        {
            CheckAlone(writes[i], i);
            CheckAmong(writes[0].Entity, writes[i].Entity, rows, i);
            bytes += WireSize.Of(writes[i]);
        }

        if (bytes > LargestRequest)
        {
            throw TableErrors.Transaction(
                new(413, $"A transaction travels as at most {LargestRequest} bytes; this one takes {bytes}.", "RequestBodyTooLarge", null), null);
        }
    }

    /// <summary>An entity's size in bytes as the service counts it.</summary>
    public static int SizeOf(TableEntity entity)
    {
        var size = 4L + (2L * (entity.PartitionKey.Length + entity.RowKey.Length));
        foreach (var (name, value) in entity)
        {
            if (value is not null && !SystemProperty.Is(name))
            {
                size += 8 + (2L * name.Length) + PropertyRules.SizeOf(value);
            }
        }

        return (int)Math.Min(size, int.MaxValue);
    }

    private static void CheckAlone(EntityWrite write, int index)
    {
        try
        {
            Check(write);
        }
        catch (RequestFailedException refusal)
        {
            throw TableErrors.Transaction(refusal, index);
        }
    }

    private static void CheckAmong(TableEntity first, TableEntity entity, HashSet<string> rows, int index)
    {
        if (entity.PartitionKey != first.PartitionKey)
        {
            throw TableErrors.Transaction(
                TableErrors.Invalid("CommandsInBatchActOnDifferentPartitions", "All writes of a transaction go to one partition."), index);
        }

        if (!rows.Add(entity.RowKey))
        {
            throw TableErrors.Transaction(
                TableErrors.Invalid("InvalidDuplicateRow", $"A transaction writes each entity once; '{entity.RowKey}' comes again."), index);
        }
    }

    private static void CheckTotals(int count, long size)
    {
        if (count > MostProperties)
        {
            throw TableErrors.Invalid("TooManyProperties", $"An entity has at most {MostProperties} properties; this one has {count}.");
        }

        if (size > LargestEntity)
        {
            throw TableErrors.Invalid("EntityTooLarge", $"An entity holds at most {LargestEntity} bytes; this one has {size}.");
        }
    }
}
