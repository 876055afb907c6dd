using System.Buffers;
using System.Globalization;
using System.Text;
using Azure;

namespace Plum.Standalone.Tables;

/// <summary>The table service's limits for one key or property.</summary>
internal static class PropertyRules
{
    private const int LongestKey = 512;          // 1 KiB of UTF-16
    private const int LongestName = 255;
    private const int LongestText = 32 * 1024;   // 64 KiB of UTF-16
    private const int LargestBinary = 64 * 1024;

    private static readonly DateTimeOffset EarliestInstant = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Control characters, and those that mean something in an address.
    private static readonly SearchValues<char> KeyRefuses = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c), .. "/\\#?"]);

    public static void CheckKey(string name, string? key)
    {
        ArgumentNullException.ThrowIfNull(key, name);
        if (key.Length > LongestKey)
        {
            throw TableErrors.Invalid(
                "KeyValueTooLarge", $"A {name} has at most {LongestKey} characters; this one has {key.Length}.");
        }

        if (key.AsSpan().ContainsAny(KeyRefuses) || HasLoneSurrogate(key))
        {
            throw TableErrors.Invalid(
                "OutOfRangeInput", $"A {name} cannot hold control characters nor any of / \\ # ?; this one does.");
        }
    }

    /// <summary>Refuses what the service would; otherwise the value's size in bytes as the service counts it.</summary>
    public static int Check(string name, object? value)
    {
        CheckName(name);
        return value switch
        {
            null => 0,
            string { Length: <= LongestText } text => 4 + (2 * text.Length),
            string text => throw TooLarge(name, $"{LongestText} characters", text.Length),
            byte[] bytes => 4 + BinarySize(name, bytes.Length),
            BinaryData data => 4 + BinarySize(name, data.ToMemory().Length),
            DateTimeOffset instant when instant < EarliestInstant => throw TooEarly(name),
            DateTime time when time < EarliestInstant.UtcDateTime => throw TooEarly(name),
            DateTime { Kind: not DateTimeKind.Utc } =>
                throw new NotSupportedException($"The property {name} holds a DateTime that is not UTC."),
            double number when double.IsInfinity(number) =>
                throw new ArgumentException($"The property {name} holds {number}, which the client cannot send."),
            bool => 1,
            int => 4,
            long or double or DateTimeOffset or DateTime => 8,
            Guid => 16,
            _ => throw new ArgumentException(
                $"The property {name} holds a {value.GetType().Name}, which is no type of the table service."),
        };
    }

    private static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw TableErrors.Invalid(
                "PropertyNameTooLong", $"A property's name has at most {LongestName} characters.");
        }

        if (name.Length == 0 || !IsNameStart(name[0]) || !name.All(c => IsNameStart(c) || IsNamePart(c)))
        {
            throw TableErrors.Invalid(
                "PropertyNameInvalid", $"'{name}' cannot name a property: it must be an identifier of C#.");
        }
    }

    private static bool IsNameStart(char c) => c == '_' || char.IsLetter(c);

    private static bool IsNamePart(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool HasLoneSurrogate(string text)
    {
        var at = 0;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
        {
            at += rune.Utf16SequenceLength;
        }

        return at < text.Length;
    }

    private static int BinarySize(string name, int length) =>
        length <= LargestBinary ? length : throw TooLarge(name, $"{LargestBinary} bytes", length);

    private static RequestFailedException TooLarge(string name, string most, int length) =>
        TableErrors.Invalid("PropertyValueTooLarge", $"A property holds at most {most}; {name} has {length}.");

    private static RequestFailedException TooEarly(string name) =>
        TableErrors.Invalid("OutOfRangeInput", $"The property {name} holds an instant before the year 1601.");
}
