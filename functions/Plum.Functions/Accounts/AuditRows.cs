using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Audit;

namespace Plum.Functions.Accounts;

/// <summary>The entries of an audit log as rows of the account's partition. The newest sorts first.</summary>
internal static class AuditRows
{
    public const string Kind = "audit";

    /// <summary>What no entry's key sorts before.</summary>
    public const string Newest = $"{Kind}|";

    /// <summary>The end of the entries, which no entry's key reaches.</summary>
    public const string End = "audit}";

    public static string Of(int sequence) => $"{Kind}|{int.MaxValue - sequence:D10}";

    public static TableEntity Write(string account, AuditEntry entry) => new(account, Of(entry.Sequence))
    {
        ["At"] = entry.At.ToDateTimeOffset(),
        ["By"] = entry.By,
        ["Action"] = entry.Action,
        ["What"] = entry.What,
        ["Changes"] = AuditChanges.Write(entry.Changes),
    };

    public static AuditEntry Read(TableEntity row) => new(
        int.MaxValue - int.Parse(row.RowKey.AsSpan(Kind.Length + 1), CultureInfo.InvariantCulture),
        Instant.FromDateTimeOffset(row.GetDateTimeOffset("At")!.Value),
        row.GetString("By"),
        row.GetString("Action"),
        row.GetString("What"),
        (JsonObject)JsonNode.Parse(row.GetString("Changes"))!);
}
