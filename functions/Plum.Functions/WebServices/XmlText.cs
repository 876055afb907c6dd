using System.Buffers;
using System.Text;

namespace Plum.Functions.WebServices;

/// <summary>Text as UTF-8 that may stand in an element or in a quoted attribute.</summary>
internal static class XmlText
{
    /// <summary>Printable ASCII that needs no escaping.</summary>
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except("&<>\"")]);

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Plain) is >= 0 and var odd ? odd : text.Length;
            _ = Ascii.FromUtf16(text[..plain], output.GetSpan(plain + 1), out var written);
            output.Advance(written);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                // half of a surrogate pair decodes as U+FFFD
                _ = Rune.DecodeFromUtf16(text, out var rune, out var used);
                WriteOdd(output, rune);
                text = text[used..];
            }
        }
    }

    private static void WriteOdd(IBufferWriter<byte> output, Rune rune)
    {
        switch (rune.Value)
        {
            case '&':
                output.Write("&amp;"u8);
                break;
            case '<':
                output.Write("&lt;"u8);
                break;
            case '>':
                output.Write("&gt;"u8);
                break;
            case '"':
                output.Write("&quot;"u8);
                break;
            case '\t':
                output.Write("&#9;"u8); // as they are, the parser would make blanks of these three in an attribute
                break;
            case '\n':
                output.Write("&#10;"u8);
                break;
            case '\r':
                output.Write("&#13;"u8);
                break;
            default:
                WriteRune(output, IsXml(rune.Value) ? rune : Rune.ReplacementChar);
                break;
        }
    }

    /// <summary>What XML 1.0 can hold at all (2.2, Char): other characters cannot even be escaped.</summary>
    private static bool IsXml(int rune) => rune is >= 0x20 and not (0xFFFE or 0xFFFF);

    private static void WriteRune(IBufferWriter<byte> output, Rune rune) =>
        output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
}
