#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

namespace Azure.Data.Tables;

/// <summary>A row of a table: two keys, the properties of the implementing type, and what the service adds.</summary>
public interface ITableEntity
{
    string PartitionKey { get; set; }

    string RowKey { get; set; }

    /// <summary>When the service last stored it.</summary>
    DateTimeOffset? Timestamp { get; set; }

    /// <summary>The stored version; a conditional write names the one it was based on.</summary>
    ETag ETag { get; set; }
}
