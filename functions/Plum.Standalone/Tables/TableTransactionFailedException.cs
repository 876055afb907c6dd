namespace Azure.Data.Tables;

/// <summary>A transaction was refused as a whole; nothing of it was stored.</summary>
public sealed class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : this(requestFailedException, null)
    {
    }

    internal TableTransactionFailedException(RequestFailedException cause, int? index)
        : base(cause.Status, cause.Message, cause.ErrorCode, cause) => FailedTransactionActionIndex = index;

    /// <summary>Which action was at fault, counted from 0; null when the transaction as a whole was.</summary>
    public int? FailedTransactionActionIndex { get; }
}
