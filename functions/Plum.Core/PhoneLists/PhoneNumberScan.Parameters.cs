using System.Buffers;

namespace Plum.Core.PhoneLists;

// The parameters of a tel: URI, ani and postd.
internal partial struct PhoneNumberScan
{
    private static readonly SearchValues<byte> Keys = SearchValues.Create("0123456789*#ABCDabcdPWpw"u8);

    // What else is printed, but for the comma: behind it stands what was meant as another value.
    private static readonly SearchValues<byte> CallerIdCharacters =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Where(c => c != ',').Select(c => (byte)c)]);

    // at stands on a ';'. Blanks may surround ';' and '=' (the documents write "; ani=7778889999").
    private PhoneNumberFault ScanParameters(ReadOnlySpan<byte> text, int at, int end)
    {
        while (at < end)
        {
            var next = text[(at + 1)..end].IndexOf((byte)';');
            var parameterEnd = next < 0 ? end : at + 1 + next;
            var fault = ScanParameter(text, at + 1, parameterEnd);
            if (fault != None)
            {
                return fault;
            }

            at = parameterEnd;
        }

        return None;
    }

    private PhoneNumberFault ScanParameter(ReadOnlySpan<byte> text, int start, int end)
    {
        var equals = text[start..end].IndexOf((byte)'=');
        var (name, nameEnd) = Trim(text, start, equals < 0 ? end : start + equals);
        if (name == nameEnd)
        {
            return new(PhoneNumberFaultKind.EmptyParameter);
        }

        var (value, valueEnd) = equals < 0 ? (end, end) : Trim(text, start + equals + 1, end);
        var isAni = nameEnd - name == 3 && StartsWithIgnoreCase(text[name..nameEnd], "ani"u8);
        var isPostd = nameEnd - name == 5 && StartsWithIgnoreCase(text[name..nameEnd], "postd"u8);
        return (isAni, isPostd) switch
        {
            (false, false) => new(PhoneNumberFaultKind.UnknownParameter, name, nameEnd - name),
            (true, _) when HasAni => new(PhoneNumberFaultKind.RepeatedParameter, name, nameEnd - name),
            (_, true) when HasPostd => new(PhoneNumberFaultKind.RepeatedParameter, name, nameEnd - name),
            (_, true) when value == valueEnd => new(PhoneNumberFaultKind.NoValue, name, nameEnd - name),
            (true, _) => TakeAni(text, value, valueEnd),
            _ => TakePostd(text, value, valueEnd),
        };
    }

    private PhoneNumberFault TakeAni(ReadOnlySpan<byte> text, int at, int end)
    {
        var odd = text[at..end].IndexOfAnyExcept(CallerIdCharacters);
        (HasAni, AniText) = (true, at..end);
        AniUsable = end - at == 10 && text[at..end].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        for (var i = at; AniUsable && i < end; i++)
        {
            Ani = (Ani * 10) + (ulong)(text[i] - '0');
        }

        return odd < 0 ? None : new(PhoneNumberFaultKind.BadAni, at + odd);
    }

    private PhoneNumberFault TakePostd(ReadOnlySpan<byte> text, int at, int end)
    {
        var odd = text[at..end].IndexOfAnyExcept(Keys);
        (HasPostd, Postd) = (true, at..end);
        return odd < 0 ? None : new(PhoneNumberFaultKind.BadPostd, at + odd);
    }
}
