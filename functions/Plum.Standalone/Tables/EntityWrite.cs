using Azure;
using Azure.Data.Tables;
using static Azure.Data.Tables.TableTransactionActionType;

namespace Plum.Standalone.Tables;

/// <summary>One write: what to do to which entity, and the version it insists on (null: whatever is there).</summary>
internal sealed record EntityWrite(TableTransactionActionType Action, TableEntity Entity, string? IfMatch)
{
    /// <remarks>An update without a version is an upsert: sent without a condition, that is how the service reads it.</remarks>
    public static EntityWrite Of(TableTransactionAction action) => (action.ActionType, action.ETag == default) switch
    {
        (UpdateMerge, true) => Of(UpsertMerge, action.Entity),
        (UpdateReplace, true) => Of(UpsertReplace, action.Entity),
        (UpsertMerge or UpsertReplace, _) => Of(action.ActionType, action.Entity),
        _ => Of(action.ActionType, action.Entity, action.ETag),
    };

    public static EntityWrite Of(TableTransactionActionType action, ITableEntity entity, ETag ifMatch = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var row = entity as TableEntity
            ?? throw new NotSupportedException($"The embedded store keeps a TableEntity, not a {entity.GetType().Name}.");
        return new(action, row, ifMatch == default || ifMatch == ETag.All ? null : ifMatch.ToString());
    }
}
