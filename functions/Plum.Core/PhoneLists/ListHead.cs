using System.Buffers;
using System.Text;
using CsvHelper;

namespace Plum.Core.PhoneLists;

/// <summary>
/// What the first bytes of a list tell of the rest: what kind of file it is, and how its columns are separated.
/// </summary>
/// <param name="Fault">Why the list cannot be read, as a sentence, or null.</param>
internal readonly record struct ListHead(bool IsJson, char Separator, string? Fault = null)
{
    /// <summary>As many bytes as are looked at.</summary>
    public const int Length = 4 * 1024;

    // What a row consists of that says nothing.
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\u001A,;|\""u8);

    private const string Save = "save it as CSV UTF-8";

    // Where two fit equally well, the earlier one: the ';' of "tel:+1…;ani=…" separates no columns.
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    /// <param name="options">Those that the list is read with, whatever their separator.</param>
    public static ListHead Of(ReadOnlyMemory<byte> head, CsvReaderOptions options)
    {
        var text = head.Span.TrimStart(" \t\r\n\uFEFF"u8);
        if (text is [(byte)'[', ..])
        {
            return new(true, default);
        }

        if (ForeignFile(text) is { } foreign)
        {
            return new(false, default, $"The list is {foreign}.");
        }

        if (SeparatorNamed(head, options) is not { } named)
        {
            var possible = Separators.Where(c => c == ',' || head.Span.Contains((byte)c));
            return new(false, possible.MaxBy(c => Fit(head, options with { Separator = c })));
        }

        return Separators.Contains(named)
            ? new(false, named)
            : new(
                false,
                default,
                $"The list says sep={named}, but its columns may be separated by a comma, semicolon, tab or pipe.");
    }

    /// <summary>Whether a row is Excel's <c>sep=;</c>, which names the separator and nothing else.</summary>
    public static bool NamesSeparator(ReadOnlySpan<byte> row) =>
        row.Length == 5 && Ascii.EqualsIgnoreCase(row[..4], "sep="u8);

    private static string? ForeignFile(ReadOnlySpan<byte> head) => head switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] when head.IndexOf("[Content_Types].xml"u8) > 0 || head.IndexOf("xl/"u8) > 0 =>
            $"an Excel workbook (.xlsx); {Save}",
        [(byte)'P', (byte)'K', 3, 4, ..] when head.IndexOf("opendocument.spreadsheet"u8) > 0 =>
            $"an OpenDocument spreadsheet (.ods); {Save}",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive; send the list that is in it",
        [0x1F, 0x8B, ..] => "compressed with gzip; send it uncompressed",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => $"an Excel workbook (.xls); {Save}",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => $"a PDF; {Save}",
        [(byte)'<', ..] => $"HTML or XML; {Save}",
        [0, not 0, ..] or [not 0, 0, not 0, 0, ..] => $"UTF-16 without a byte order mark; {Save}",
        _ => null,
    };

    private static char? SeparatorNamed(ReadOnlyMemory<byte> head, CsvReaderOptions options)
    {
        using var csv = CsvReader.Create(head, options with { Separator = ',' });
        return csv.Read() && NamesSeparator(csv.RawRecord) ? (char)csv.RawRecord[4] : null;
    }

    // A header counts for more than any number of rows. Under another separator quotes stand inside values, and what is
    // a line of a quoted value looks like a row: that all are well formed counts for more than how many are calls.
    private static (bool HasHeader, int Malformed, int Calls) Fit(ReadOnlyMemory<byte> head, CsvReaderOptions options)
    {
        var (malformed, calls, isFirst) = (0, 0, true);
        using var csv = CsvReader.Create(head, options with { OnMalformedRecord = Count });
        while (csv.Read())
        {
            if (isFirst && ListShape.DestinationIn(csv) >= 0)
            {
                return (true, 0, 0);
            }

            isFirst &= csv.RawRecord.IndexOfAnyExcept(Blanks) < 0;
            calls += IsNumber(csv.GetSpan(0)) && !IsParameter(csv.GetSpan(1)) ? 1 : 0;
        }

        return (false, -malformed, calls);

        void Count(CsvMalformedRecord record)
        {
            isFirst = false;
            malformed += record.Reason == CsvMalformedReason.UnterminatedQuote ? 0 : 1; // the head ends anywhere
        }
    }

    // Or was one before a spreadsheet rounded it: 6,17712E+09
    private static bool IsNumber(ReadOnlySpan<byte> cell)
    {
        var number = Invisible.Without(cell, stackalloc byte[PhoneNumber.MaxSent]);
        return PhoneNumberScan.TryScan(number, out _, out var fault) || fault.Kind == PhoneNumberFaultKind.Scientific;
    }

    /// <summary>Whether a cell is a number's parameter that a separating <c>;</c> has cut off.</summary>
    public static bool IsParameter(ReadOnlySpan<byte> cell) =>
        cell.IndexOf((byte)'=') is var equals && equals > 0
        && cell[..equals].Trim(" \t"u8) is { Length: 3 or 5 } name
        && (Ascii.EqualsIgnoreCase(name, "ani"u8) || Ascii.EqualsIgnoreCase(name, "postd"u8));
}
