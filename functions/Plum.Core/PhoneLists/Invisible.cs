using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>
/// Characters that nobody sees, which come along when a number is copied: blanks of other widths, marks of direction.
/// </summary>
internal static class Invisible
{
    /// <summary>The text without them and without blanks around it, in the room if there were any.</summary>
    /// <remarks>A text that is longer than the room stays as it is.</remarks>
    public static ReadOnlySpan<byte> Without(ReadOnlySpan<byte> utf8, Span<byte> room)
    {
        var text = utf8.Trim(" \t"u8);
        if (Ascii.IsValid(text) || text.Length > room.Length)
        {
            return text;
        }

        var length = 0;
        while (!text.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(text, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            if (!valid || !Is(rune))
            {
                text[..used].CopyTo(room[length..]);
                length += used;
            }

            text = text[used..];
        }

        return room[..length].Trim(" \t"u8);
    }

    /// <inheritdoc cref="Without(ReadOnlySpan{byte}, Span{byte})"/>
    public static string Without(string text) =>
        Ascii.IsValid(text) ? text.Trim() : string.Concat(text.EnumerateRunes().Where(rune => !Is(rune))).Trim();

    private static bool Is(Rune rune) => rune.Value is
        0xA0 or 0xAD or 0x61C or 0x180E or (>= 0x2000 and <= 0x200F) or (>= 0x202A and <= 0x202F)
        or (>= 0x205F and <= 0x2064) or (>= 0x2066 and <= 0x2069) or 0x3000 or 0xFEFF;
}
