namespace Plum.Standalone.Tables;

/// <summary>What every entity has: entries of its dictionary like any other, but not among its properties.</summary>
internal static class SystemProperty
{
    public const string PartitionKey = "PartitionKey";
    public const string RowKey = "RowKey";
    public const string Timestamp = "Timestamp";
    public const string Etag = "odata.etag";

    public static bool Is(string name) => name is PartitionKey or RowKey or Timestamp or Etag;
}
