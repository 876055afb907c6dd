using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Plum.Core.Validation;

/// <summary>
/// Reads one value however it was sent: forms and queries know only text, JSON bodies have types, and clients mix them.
/// </summary>
public static class SentValue
{
    /// <summary>More digits than this are not looked at: no limit of ours has as many.</summary>
    private const int MaxDigits = 40;

    // Whatever zone it is shown in, its year has four digits.
    private static readonly Instant Latest = Instant.FromUtc(9999, 1, 1, 0, 0);

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.String => Text(value) is { } text && string.IsNullOrWhiteSpace(text),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        _ => false,
    };

    /// <summary>
    /// The text of a string or a number; null for anything else, and for a string that is no Unicode text.
    /// </summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    /// <summary>A whole number in digits, with or without a sign; leading zeros and fractions are none.</summary>
    public static BigInteger? WholeNumber(JsonElement value)
    {
        var text = Text(value)?.Trim();
        var digits = text.AsSpan().TrimStart("+-");
        return text is { Length: <= MaxDigits }
            && text.Length - digits.Length <= 1
            && (digits is "0" || digits is [not '0', ..])
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
    }

    /// <summary>Unix seconds, or ISO 8601 with an offset from UTC; later than the year 9998 is none.</summary>
    public static Instant? PointInTime(JsonElement value)
    {
        if (WholeNumber(value) is { } seconds)
        {
            return seconds >= 0 && seconds < Latest.ToUnixTimeSeconds()
                ? Instant.FromUnixTimeSeconds((long)seconds)
                : null;
        }

        return Text(value) is { } text
            && OffsetDateTimePattern.ExtendedIso.Parse(text.Trim()) is { Success: true, Value: var read }
            && read.Year is > 0 and < 9999
            ? read.ToInstant()
            : null;
    }

    /// <summary>The elements of a JSON array, or of text that is one.</summary>
    public static IReadOnlyList<JsonElement>? Array(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => [.. value.EnumerateArray()],
        JsonValueKind.String when Text(value) is { } text && Parsed(text) is { ValueKind: JsonValueKind.Array } array =>
            Array(array),
        _ => null,
    };

    /// <summary>A JSON object, or text that is one.</summary>
    public static JsonElement? JsonObject(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value,
        JsonValueKind.String when Text(value) is { } text && Parsed(text) is { ValueKind: JsonValueKind.Object } read =>
            read,
        _ => null,
    };

    private static JsonElement? Parsed(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
