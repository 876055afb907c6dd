using System.Diagnostics.Metrics;

namespace Plum.Standalone.Sqlite;

/// <summary>
/// Counts what a storage account would bill: one per client call, whatever it carries (a transaction of 100 writes is one),
/// and one per page of a query.
/// </summary>
internal static class StorageMeter
{
    public const string MeterName = "Plum.Storage";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Operations = Meter.CreateCounter<long>("plum.storage.operations", "{operation}");

    public static void Count(string operation, string resource)
    {
        if (Operations.Enabled)
        {
            Operations.Add(1, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("resource", resource));
        }
    }
}
