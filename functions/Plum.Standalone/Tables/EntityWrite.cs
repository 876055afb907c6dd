using Azure;
using Azure.Data.Tables;

namespace Plum.Standalone.Tables;

/// <summary>One write: what to do to which entity, and the version it insists on (null: whatever is there).</summary>
internal sealed record EntityWrite(TableTransactionActionType Action, TableEntity Entity, string? IfMatch)
{
    public bool IsMerge => Action is TableTransactionActionType.UpdateMerge or TableTransactionActionType.UpsertMerge;

    public bool IsUpsert => Action is TableTransactionActionType.UpsertMerge or TableTransactionActionType.UpsertReplace;

    public static EntityWrite Of(TableTransactionAction action) => Of(action.ActionType, action.Entity, action.ETag);

    public static EntityWrite Of(TableTransactionActionType action, ITableEntity entity, ETag ifMatch)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return new(action, EntityShape.From(entity), ifMatch == default || ifMatch == ETag.All ? null : ifMatch.ToString());
    }
}
