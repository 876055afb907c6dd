using System.Globalization;

namespace Plum.Core.Times.Natural;

/// <summary>A piece of text that has one of the known shapes, and its values from left to right.</summary>
internal sealed class Piece(string text)
{
    private static readonly string[] Endings = ["st", "nd", "rd", "th"];

    private int _at;

    /// <summary>The character the next value is looked for at.</summary>
    public char Next => _at < text.Length ? text[_at] : Shape.End;

    /// <summary>Whether nothing but the end of the text is left.</summary>
    public bool IsRead => Next == Shape.End;

    /// <summary>The next digits, at most <paramref name="digits"/> of them, or null when there are none.</summary>
    public long? Number(int digits)
    {
        SkipTo(char.IsAsciiDigit);
        var start = _at;
        while (char.IsAsciiDigit(Next) && _at - start < digits)
        {
            _at++;
        }

        var read = text.AsSpan(start, _at - start);
        return long.TryParse(read, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The next year; one or two digits are 1970 to 2069.</summary>
    public long? Year()
    {
        SkipTo(char.IsAsciiDigit);
        var start = _at;
        var year = Number(4);
        return _at - start == 4 || year is not < 100 ? year : year + (year < 70 ? 2000 : 1900);
    }

    /// <summary>
    /// The next number with the signs before it, each minus turning it round; null when it is too long.
    /// </summary>
    public long? SignedNumber(int digits)
    {
        SkipTo(next => next is '+' or '-' || char.IsAsciiDigit(next));
        var sign = 1;
        for (; Next is '+' or '-'; _at++)
        {
            sign = Next == '-' ? -sign : sign;
        }

        return Number(digits) * sign;
    }

    /// <summary>The next letters.</summary>
    public string Word()
    {
        SkipTo(char.IsAsciiLetter);
        var start = _at;
        while (char.IsAsciiLetter(Next))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>The next month's name, behind the ending of the day if it has one ("14th").</summary>
    public long Month()
    {
        if (_at > 0 && Endings.Any(ending => text.AsSpan(_at).StartsWith(ending)))
        {
            _at += 2;
        }

        return Names.Months[Word()];
    }

    /// <summary>Noon is 12 pm and midnight is 12 am; the other hours before noon keep their number.</summary>
    public long? OnTwelveHourClock(long? hour)
    {
        SkipTo(next => "aApP".Contains(next));
        return Next is 'a' or 'A' ? hour % 12 : hour % 12 + 12;
    }

    /// <summary>What follows a second, in microseconds.</summary>
    public long Fraction()
    {
        var start = ++_at;
        while (char.IsAsciiDigit(Next))
        {
            _at++;
        }

        // As the reference computes it, so that ".99999999999999999999" is a whole second there and here.
        var digits = text.AsSpan(start, _at - start);
        return (long)(double.Parse(digits, CultureInfo.InvariantCulture) * Math.Pow(10, 6 - digits.Length));
    }

    public string Rest() => text[_at..].TrimEnd(Shape.End);

    private void SkipTo(Func<char, bool> wanted)
    {
        while (_at < text.Length && !wanted(text[_at]))
        {
            _at++;
        }
    }
}
