using System.Globalization;
using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>A value in a filter, ready to be compared with stored bytes.</summary>
/// <param name="Bytes">Of text in UTF-8, binary and guid.</param>
/// <param name="Number">An integer, an instant's UTC ticks, or 1 for true.</param>
internal sealed record FilterLiteral(PropertyType Type, byte[] Bytes, long Number = 0, double Double = 0)
{
    /// <summary>Null when the word is no literal.</summary>
    public static FilterLiteral? OfWord(string word) => word switch
    {
        "true" => new(PropertyType.True, [], 1),
        "false" => new(PropertyType.True, [], 0),
        _ when long.TryParse(word.TrimEnd('L', 'l'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
            new(PropertyType.Int64, [], number, number),
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            new(PropertyType.Double, [], 0, number),
        _ => null,
    };

    /// <summary>Null when the prefix is unknown or the text does not fit it.</summary>
    public static FilterLiteral? OfQuoted(string prefix, string text) => prefix switch
    {
        "" => new(PropertyType.Text, Encoding.UTF8.GetBytes(text)),
        "datetime" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? new(PropertyType.Instant, [], instant.UtcTicks)
            : null,
        "guid" => System.Guid.TryParse(text, out var guid) ? new(PropertyType.Guid, guid.ToByteArray()) : null,
        "X" or "binary" => TryHex(text) is { } bytes ? new(PropertyType.Binary, bytes) : null,
        _ => null,
    };

    /// <summary>How the stored property compares with this, or null when their types do not compare.</summary>
    public int? Compare(in PropertyReader stored) => (stored.Type, Type) switch
    {
        (PropertyType.Text, PropertyType.Text) or (PropertyType.Binary, PropertyType.Binary) => stored.Value.SequenceCompareTo(Bytes),
        (PropertyType.Guid, PropertyType.Guid) => new Guid(stored.Value).CompareTo(new Guid(Bytes)),
        (PropertyType.False, PropertyType.True) => 0L.CompareTo(Number),
        (PropertyType.True, PropertyType.True) => 1L.CompareTo(Number),
        (PropertyType.Instant, PropertyType.Instant) => stored.Number.CompareTo(Number),
        (PropertyType.Int32 or PropertyType.Int64, PropertyType.Int64) => stored.Number.CompareTo(Number),
        (PropertyType.Int32 or PropertyType.Int64, PropertyType.Double) => ((double)stored.Number).CompareTo(Double),
        (PropertyType.Double, PropertyType.Int64 or PropertyType.Double) => stored.Double.CompareTo(Double),
        _ => null,
    };

    private static byte[]? TryHex(string text)
    {
        var bytes = new byte[text.Length / 2];
        return Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }
}
