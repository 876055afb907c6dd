using System.Buffers;

namespace Plum.Core.PhoneLists;

// The number itself: its digits, and what may stand between them.
internal partial struct PhoneNumberScan
{
    private static readonly SearchValues<byte> Mantissa = SearchValues.Create("0123456789.,"u8);

    /// <summary>
    /// The documents' own sample, <c>+1234567890</c>, is a digit short for its country. It reaches nobody.
    /// </summary>
    private const ulong Sample = 1234567890;

    private PhoneNumberFault ScanNumber(ReadOnlySpan<byte> text, int at, int end)
    {
        (at, end) = Trim(text, at, end);
        if (DecimalIn(text[at..end]) is var point and > 0)
        {
            return new(PhoneNumberFaultKind.Decimal, at + point, end - at - point);
        }

        var international = at < end && text[at] == '+';
        at += international ? 1 : 0;
        var fault = CountDigits(text, at, end, international, out var count);
        return (fault != None, international) switch
        {
            (true, _) => fault,
            (_, true) => CheckInternational(text, at, end, count),
            _ => CheckBare(text, at, end, count),
        };
    }

    private PhoneNumberFault CountDigits(ReadOnlySpan<byte> text, int at, int end, bool international, out int count)
    {
        count = 0;
        for (var i = at; i < end; i++)
        {
            var b = text[i];
            if (char.IsAsciiDigit((char)b))
            {
                Digits = ++count <= 15 ? (Digits * 10) + (ulong)(b - '0') : Digits;
            }
            else if (international && b == '(' && count is >= 1 and <= 3
                && ZeroInBrackets(text[i..end]) is var zero and > 0 && CountryCodes.IsCode(Digits))
            {
                if (!CountryCodes.WritesZero((int)Digits))
                {
                    return new(PhoneNumberFaultKind.ZeroInBrackets, (int)Digits);
                }

                i += zero;
            }
            else if (!" -.()/"u8.Contains(b)) // how people write numbers: (617) 712-3000, 617.712.3000
            {
                return new(
                    IsScientific(text[at..end]) ? PhoneNumberFaultKind.Scientific : PhoneNumberFaultKind.BadCharacter,
                    i);
            }
        }

        return count == 0 ? new(PhoneNumberFaultKind.NoDigits) : None;
    }

    private readonly PhoneNumberFault CheckInternational(ReadOnlySpan<byte> text, int at, int end, int count)
    {
        if (count is < 8 or > 15)
        {
            return new(PhoneNumberFaultKind.InternationalDigits, count);
        }

        var leading = Digits / CountryCodes.PowerOf10(count - 1);
        if (leading == 1 && count == 11)
        {
            return CheckAmericanGroups(text, at, end, 1);
        }

        if (leading == 1)
        {
            return Digits == Sample && end - at == count ? None : new(PhoneNumberFaultKind.Impossible, 1, count - 1);
        }

        return leading == 0 ? new(PhoneNumberFaultKind.CountryCode) : CheckAbroad(text, at, end, count);
    }

    private readonly PhoneNumberFault CheckAbroad(ReadOnlySpan<byte> text, int at, int end, int count)
    {
        var code = CountryCodes.Of(Digits, count);
        var national = count - DigitsOf(code);
        return code switch
        {
            0 => new(PhoneNumberFaultKind.NoCountryCode, (int)(Digits / CountryCodes.PowerOf10(count - 3))),
            _ when CheckGroupsAbroad(text, at, end, DigitsOf(code)) is var fault && fault != None => fault,
            _ when CountryCodes.HasTrunkZero(code)
                && Digits % CountryCodes.PowerOf10(national) < CountryCodes.PowerOf10(national - 1) =>
                new(PhoneNumberFaultKind.TrunkZero, code),
            _ => CountryCodes.IsPossible(code, national) ? None : new(PhoneNumberFaultKind.Impossible, code, national),
        };
    }

    private PhoneNumberFault CheckBare(ReadOnlySpan<byte> text, int at, int end, int count)
    {
        Digits += count == 10 ? 1_00000_00000UL : 0;
        return count switch
        {
            10 => CheckAmericanGroups(text, at, end, 0),
            11 when Digits / 1_00000_00000UL == 1 => CheckAmericanGroups(text, at, end, 1),
            11 => new(PhoneNumberFaultKind.BareNotOne),
            _ => new(PhoneNumberFaultKind.BareDigits, count),
        };
    }

    // 617-712-3000: only in these places, or what is written behind a number would become its end. The area may be in
    // brackets.
    private static PhoneNumberFault CheckAmericanGroups(ReadOnlySpan<byte> text, int at, int end, int area)
    {
        var (digits, open) = (0, -1);
        for (; at < end; at++)
        {
            var b = text[at];
            if (char.IsAsciiDigit((char)b))
            {
                digits++;
                continue;
            }

            var fits = b switch
            {
                (byte)'(' => digits == area && open < 0,
                (byte)')' => digits == area + 3 && open >= 0,
                _ => digits == 0 ? b == ' ' : digits == area || digits == area + 3 || digits == area + 6,
            };
            if (!fits)
            {
                return new(PhoneNumberFaultKind.Misplaced, at);
            }

            open = b == '(' ? at : b == ')' ? -1 : open;
        }

        return open < 0 ? None : new(PhoneNumberFaultKind.Misplaced, open);
    }

    // Other countries divide their numbers as they like, but a slash also begins a second ending.
    private static PhoneNumberFault CheckGroupsAbroad(ReadOnlySpan<byte> text, int at, int end, int area)
    {
        var (digits, open, closed) = (0, -1, false);
        for (; at < end; at++)
        {
            var b = text[at];
            if (char.IsAsciiDigit((char)b))
            {
                digits++;
                continue;
            }

            var fits = b switch
            {
                (byte)'(' => digits == area && open < 0 && !closed,
                (byte)')' => digits > area && open >= 0,
                (byte)'/' => false,
                _ => digits > 0 || b == ' ',
            };
            if (!fits)
            {
                return new(PhoneNumberFaultKind.Misplaced, at);
            }

            closed |= b == ')';
            open = b == '(' ? at : b == ')' ? -1 : open;
        }

        return open >= 0 ? new(PhoneNumberFaultKind.Misplaced, open)
            : char.IsAsciiDigit((char)text[end - 1]) ? None
            : new(PhoneNumberFaultKind.Misplaced, end - 1);
    }

    // Where the ')' of "( 0 )" stands; 0 when it is something else.
    private static int ZeroInBrackets(ReadOnlySpan<byte> text)
    {
        var close = text.IndexOf((byte)')');
        return close > 0 && text[1..close].Trim((byte)' ').SequenceEqual("0"u8) ? close : 0;
    }

    // Where the point of "16177123000.0" stands; 0 when there is none.
    private static int DecimalIn(ReadOnlySpan<byte> text)
    {
        var point = text.LastIndexOf((byte)'.');
        return point > 0 && text.Length - point is 2 or 3
            && text[(point + 1)..].IndexOfAnyExcept((byte)'0') < 0
            && text[..point].TrimStart((byte)'+').IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            ? point
            : 0;
    }

    // 6.17712E+09
    private static bool IsScientific(ReadOnlySpan<byte> text)
    {
        var e = text.IndexOfAny("eE"u8);
        return e > 0
            && text[..e].IndexOfAnyExcept(Mantissa) < 0
            && text[(e + 1)..].TrimStart("+-"u8) is { Length: > 0 } exponent
            && exponent.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    private static int DigitsOf(int code) => code switch
    {
        < 10 => 1,
        < 100 => 2,
        _ => 3,
    };
}
