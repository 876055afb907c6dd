namespace Plum.Standalone.Tables;

internal static class TableRules
{
    public static void CheckTableName(string name) => ArgumentException.ThrowIfNullOrEmpty(name);

    public static void CheckPageSize(int? size) => ArgumentOutOfRangeException.ThrowIfGreaterThan(size ?? 1, 1000);

    public static void Check(EntityWrite write) => ArgumentNullException.ThrowIfNull(write);

    public static void CheckTransaction(EntityWrite[] writes) => ArgumentNullException.ThrowIfNull(writes);
}
