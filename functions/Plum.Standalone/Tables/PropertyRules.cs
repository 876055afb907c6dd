using System.Buffers;
using System.Globalization;

namespace Plum.Standalone.Tables;

/// <summary>The table service's limits for one key or property.</summary>
internal static class PropertyRules
{
    private const int LongestKey = 512;          // 1 KiB of UTF-16
    private const int LongestName = 255;
    private const int LongestText = 32 * 1024;   // 64 KiB of UTF-16
    private const int LargestBinary = 64 * 1024;

    private static readonly DateTimeOffset EarliestInstant = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> KeyRefuses =
        SearchValues.Create(string.Concat(Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)) + "/\\#?");

    public static void CheckKey(string name, string? key)
    {
        ArgumentNullException.ThrowIfNull(key, name);
        if (key.Length > LongestKey)
        {
            throw TableErrors.Invalid("KeyValueTooLarge", $"A {name} has at most {LongestKey} characters; this one has {key.Length}.");
        }

        if (key.AsSpan().ContainsAny(KeyRefuses) || HasLoneSurrogate(key))
        {
            throw TableErrors.Invalid("OutOfRangeInput", $"A {name} cannot hold control characters nor any of / \\ # ?; this one does.");
        }
    }

    public static void Check(string name, object? value)
    {
        CheckName(name);
        switch (value)
        {
            case string text when text.Length > LongestText:
                throw TooLarge(name, $"{LongestText} characters", text.Length);
            case byte[] bytes when bytes.Length > LargestBinary:
                throw TooLarge(name, $"{LargestBinary} bytes", bytes.Length);
            case BinaryData data when data.ToMemory().Length > LargestBinary:
                throw TooLarge(name, $"{LargestBinary} bytes", data.ToMemory().Length);
            case DateTimeOffset instant when instant < EarliestInstant:
            case DateTime time when time < EarliestInstant.UtcDateTime:
                throw TableErrors.Invalid("OutOfRangeInput", $"The property {name} holds an instant before the year 1601.");
            case double number when double.IsInfinity(number):
                throw new ArgumentException($"The property {name} holds {number}, which the client cannot send.");
            case DateTime { Kind: not DateTimeKind.Utc }:
                throw new NotSupportedException($"The property {name} holds a DateTime that is not UTC.");
            case null or string or byte[] or BinaryData or bool or int or long or double or DateTimeOffset or DateTime or Guid:
                break;
            default:
                throw new ArgumentException($"The property {name} holds a {value.GetType().Name}, which is no type of the table service.");
        }
    }

    /// <summary>A value's size in bytes as the service counts it.</summary>
    public static int SizeOf(object value) => value switch
    {
        string text => 4 + (2 * text.Length),
        byte[] bytes => 4 + bytes.Length,
        BinaryData data => 4 + data.ToMemory().Length,
        bool => 1,
        int => 4,
        Guid => 16,
        _ => 8,
    };

    private static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw TableErrors.Invalid("PropertyNameTooLong", $"A property's name has at most {LongestName} characters.");
        }

        if (name.Length == 0 || !IsNameStart(name[0]) || !name.All(c => IsNameStart(c) || IsNamePart(c)))
        {
            throw TableErrors.Invalid("PropertyNameInvalid", $"'{name}' cannot name a property: it must be an identifier of C#.");
        }
    }

    private static bool IsNameStart(char c) => c == '_' || char.IsLetter(c);

    private static bool IsNamePart(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private static Azure.RequestFailedException TooLarge(string name, string most, int length) =>
        TableErrors.Invalid("PropertyValueTooLarge", $"A property holds at most {most}; {name} has {length}.");
}
