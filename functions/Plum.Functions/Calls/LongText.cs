using System.Globalization;
using Azure.Data.Tables;

namespace Plum.Functions.Calls;

/// <summary>
/// A text that may outgrow a property, in as many properties as it needs: <c>Name</c>, <c>Name1</c>, <c>Name2</c>, ...
/// </summary>
internal static class LongText
{
    /// <summary>A string property holds 32 Ki characters (Azure Table storage).</summary>
    private const int PropertyCharacters = 32_000;

    public static void Write(TableEntity row, string name, string text)
    {
        row[name] = text[..Math.Min(text.Length, PropertyCharacters)];
        for (var part = 1; part * PropertyCharacters < text.Length; part++)
        {
            var at = part * PropertyCharacters;
            row[Part(name, part)] = text.Substring(at, Math.Min(PropertyCharacters, text.Length - at));
        }
    }

    public static string Read(TableEntity row, string name)
    {
        var text = row.GetString(name) ?? "";
        for (var part = 1; row.GetString(Part(name, part)) is { } more; part++)
        {
            text += more;
        }

        return text;
    }

    private static string Part(string name, int part) => name + part.ToString(CultureInfo.InvariantCulture);
}
