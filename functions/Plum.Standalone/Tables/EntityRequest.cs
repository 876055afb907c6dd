using Azure.Core;
using Azure.Data.Tables;

namespace Plum.Standalone.Tables;

/// <summary>One write as an HTTP request, alone or as a part of a transaction's.</summary>
internal sealed record EntityRequest(RequestMethod Method, string Path, (string Name, string Value)[] Headers, byte[]? Body)
{
    public static EntityRequest Of(string table, EntityWrite write)
    {
        var (entity, action) = (write.Entity, write.Action);
        var path = action == TableTransactionActionType.Add ? "/" + table : PathOf(table, entity.PartitionKey, entity.RowKey);
        return new(
            MethodOf(action),
            path,
            HeadersOf(write),
            action == TableTransactionActionType.Delete ? null : EntityJson.Write(entity));
    }

    /// <summary>Where an entity is. A quote in a key is written twice; the rest is ordinary escaping.</summary>
    public static string PathOf(string table, string partition, string row) =>
        $"/{table}(PartitionKey='{Escaped(partition)}',RowKey='{Escaped(row)}')";

    private static string Escaped(string key) => Uri.EscapeDataString(key.Replace("'", "''", StringComparison.Ordinal));

    private static RequestMethod MethodOf(TableTransactionActionType action) => action switch
    {
        TableTransactionActionType.Add => RequestMethod.Post,
        TableTransactionActionType.Delete => RequestMethod.Delete,
        TableTransactionActionType.UpdateReplace or TableTransactionActionType.UpsertReplace => RequestMethod.Put,
        _ => RequestMethod.Patch,
    };

    // Without If-Match a PUT or PATCH is an upsert; with a star it insists that the entity exists.
    private static (string, string)[] HeadersOf(EntityWrite write) => write.Action switch
    {
        TableTransactionActionType.Add => [("Prefer", "return-no-content")],
        TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace => [],
        _ => [("If-Match", write.IfMatch ?? "*")],
    };
}
