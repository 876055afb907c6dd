using System.Text;
using System.Text.Unicode;

namespace Plum.Core.PhoneLists;

/// <summary>What the texts beside a number may hold.</summary>
internal static class RowText
{
    /// <summary>What helps where a spreadsheet has saved its CSV in the code page of its country.</summary>
    public const string SaveAsUtf8 = "; save the list as CSV UTF-8";

    /// <summary>Why <paramref name="value"/> may not stand in a row, or null. It may have several lines.</summary>
    /// <remarks>The common case, printable ASCII, is one vectorised look.</remarks>
    public static string? Fault(ReadOnlySpan<byte> value, string name, int maxLength)
    {
        if (value.Length <= maxLength && value.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            return null;
        }

        if (!Utf8.IsValid(value))
        {
            return $"is not valid UTF-8 in {name}{SaveAsUtf8}";
        }

        var length = 0;
        foreach (var rune in Encoding.UTF8.GetString(value).EnumerateRunes())
        {
            if (Rune.IsControl(rune) && rune.Value is not ('\r' or '\n'))
            {
                return $"has the control character U+{rune.Value:X4} in {name}";
            }

            length++;
        }

        return length <= maxLength
            ? null
            : FormattableString.Invariant($"has {length:N0} characters in {name}; at most {maxLength} are allowed");
    }
}
