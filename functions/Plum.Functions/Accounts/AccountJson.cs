using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;

namespace Plum.Functions.Accounts;

/// <summary>Every resource is stored whole, as one JSON property of its row.</summary>
internal static class AccountJson
{
    public const string Property = "Json";

    public static T Read<T>(TableEntity row, JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(row.GetString(Property), json)!;
}
