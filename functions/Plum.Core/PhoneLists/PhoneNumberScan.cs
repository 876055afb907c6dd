using System.Runtime.CompilerServices;
using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>The parts of a number as found in its text: the digits, and where the parameters stand.</summary>
internal partial struct PhoneNumberScan
{
    private static readonly PhoneNumberFault None = new(PhoneNumberFaultKind.None);

    /// <summary>The E.164 number as an integer, at most 15 digits.</summary>
    public ulong Digits { get; private set; }

    public bool HasAni { get; private set; }

    /// <summary>Whether the caller id is 10 digits; <see cref="Ani"/> is then its value.</summary>
    public bool AniUsable { get; private set; }

    public ulong Ani { get; private set; }

    public Range AniText { get; private set; }

    public bool HasPostd { get; private set; }

    public Range Postd { get; private set; }

    /// <summary>Finds the parts of <paramref name="text"/>, surrounding blanks allowed.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out PhoneNumberScan scan, out PhoneNumberFault fault)
    {
        scan = default;

        // Nearly every row of a real list is ten or eleven plain digits.
        if (text.Length is 10 or 11 && TryPlain(text, out var plain))
        {
            scan.Digits = plain;
            fault = None;
            return true;
        }

        fault = scan.Scan(text);
        return fault == None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryPlain(ReadOnlySpan<byte> text, out ulong digits)
    {
        digits = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            digits = (digits * 10) + (ulong)(b - '0');
        }

        digits += text.Length == 10 ? 1_00000_00000UL : 0;
        return text.Length == 10 || text[0] == '1';
    }

    private PhoneNumberFault Scan(ReadOnlySpan<byte> text)
    {
        var (at, end) = Trim(text, 0, text.Length);
        if (at == end)
        {
            return new(PhoneNumberFaultKind.Empty);
        }

        if (end - at > PhoneNumber.MaxLength)
        {
            return new(PhoneNumberFaultKind.TooLong);
        }

        if (end - at >= 4 && StartsWithIgnoreCase(text[at..end], "tel:"u8))
        {
            at = SkipBlanks(text, at + 4, end);
        }

        var semicolon = text[at..end].IndexOf((byte)';');
        var numberEnd = semicolon < 0 ? end : at + semicolon;
        var fault = ScanNumber(text, at, numberEnd);
        return fault != None || semicolon < 0 ? fault : ScanParameters(text, numberEnd, end);
    }

    private static (int Start, int End) Trim(ReadOnlySpan<byte> text, int start, int end)
    {
        start = SkipBlanks(text, start, end);
        while (end > start && text[end - 1] is (byte)' ' or (byte)'\t')
        {
            end--;
        }

        return (start, end);
    }

    private static int SkipBlanks(ReadOnlySpan<byte> text, int at, int end)
    {
        while (at < end && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        return at;
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) =>
        Ascii.EqualsIgnoreCase(text[..lower.Length], lower);
}
