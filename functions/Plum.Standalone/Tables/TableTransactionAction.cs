#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

namespace Azure.Data.Tables;

/// <summary>One write of a transaction.</summary>
public sealed class TableTransactionAction
{
    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity)
        : this(actionType, entity, default)
    {
    }

    public TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
    {
        ActionType = actionType;
        Entity = entity;
        ETag = etag;
    }

    public TableTransactionActionType ActionType { get; }

    public ITableEntity Entity { get; }

    /// <summary>The version an update or delete insists on; the default is any version.</summary>
    public ETag ETag { get; }
}

public enum TableTransactionActionType
{
    Add = 0,
    UpdateMerge = 1,
    UpdateReplace = 2,
    Delete = 3,
    UpsertMerge = 4,
    UpsertReplace = 5,
}

/// <summary>Whether a write keeps the properties it does not name.</summary>
public enum TableUpdateMode
{
    Merge = 0,
    Replace = 1,
}
