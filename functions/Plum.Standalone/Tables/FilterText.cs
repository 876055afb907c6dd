using System.Globalization;
using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>Writes filters: each argument of an interpolated string becomes an OData literal of its type.</summary>
internal static class FilterText
{
    public static string Of(FormattableString filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        object[] literals = [.. filter.GetArguments().Select(Literal)];
        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    private static string Literal(object? value) => value switch
    {
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        char letter => Literal(letter.ToString()),
        StringBuilder text => Literal(text.ToString()),
        bool flag => flag ? "true" : "false",
        byte or sbyte or short or ushort or int => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture) + "L",
        double number => Number(number),
        float number => Number(number),
        DateTimeOffset instant => Instant(instant.UtcDateTime),
        DateTime instant => Instant(instant.ToUniversalTime()),
        Guid guid => $"guid'{guid}'",
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexString(bytes.ToMemory().Span)}'",
        _ => throw new ArgumentException($"A filter cannot hold a value of type {value?.GetType().Name ?? "null"}."),
    };

    private static string Instant(DateTime utc) => $"datetime'{utc.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture)}'";

    // A whole number gets a fraction, so that it does not read as an integer.
    private static string Number(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return long.TryParse(text, CultureInfo.InvariantCulture, out _) ? text + ".0" : text;
    }
}
