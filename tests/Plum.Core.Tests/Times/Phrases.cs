using System.Globalization;
using System.Text;

namespace Plum.Core.Tests.Times;

/// <summary>Makes up the words of times.</summary>
internal sealed class Phrases(int seed)
{
    private static readonly string[] Units =
    [
        "sec", "secs", "second", "seconds", "min", "mins", "minute", "minutes", "hour", "hours", "day", "days", "week",
        "weeks",
        "fortnight", "fortnights", "month", "months", "year", "years", "weekday", "weekdays",
    ];

    private static readonly string[] Weekdays =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    private static readonly string[] Zones =
        ["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "UTC", "GMT", "Z"];

    private static readonly string[] Places =
    [
        "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Indiana/Indianapolis",
        "America/Port-au-Prince", "Europe/London", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney",
        "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo",
    ];

    private readonly Random _random = new(seed + 1);

    private enum Kind
    {
        Keyword,
        Clock,
        Date,
        DateAndClock,
        Distance,
        Weekday,
        MonthChoice,
        Zone,
        UnixTime,
    }

    /// <summary>One to four parts of the families, often such as belong together.</summary>
    public string Phrase() => Dress(_random.Next(12) switch
    {
        0 => Part(Kind.Clock, Kind.Zone),
        1 => Part(Kind.Date, Kind.Clock),
        2 => Part(Kind.Date, Kind.Clock, Kind.Zone),
        3 => Part(Kind.Keyword, Kind.Clock),
        4 => Part(Kind.Weekday, Kind.Clock),
        5 => Part(Kind.Weekday, Kind.Zone),
        6 => Part(Kind.DateAndClock),
        7 => Part(Kind.MonthChoice),
        8 => Part(Kind.MonthChoice, Kind.Clock),
        9 => Part(Kind.UnixTime),
        10 => Part([.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Kind.Distance)]) + Pick("", "", " ago"),
        _ => Part([.. Enumerable.Range(0, _random.Next(1, 5)).Select(AnyKind)]),
    });

    /// <summary>
    /// A phrase with letters and words lost, put in or changed, or without blanks; or letters from a hat.
    /// </summary>
    public string Spoilt()
    {
        const string hat = "0123456789 :./-+,@()tTzZaAmMpPdDsS\t";
        string[] words = ["of", "the", "in", "at", "on", "é", "\u00A0", "ago"];
        var text = new StringBuilder(_random.Next(4) switch
        {
            0 => "",
            1 => Phrase().Replace(" ", "", StringComparison.Ordinal),
            _ => Phrase(),
        });

        for (var times = text.Length == 0 ? _random.Next(1, 9) : _random.Next(4); times > 0; times--)
        {
            var at = _random.Next(text.Length + 1);
            text.Insert(at, Pick(hat[_random.Next(hat.Length)].ToString(), Pick(Units), Pick(words)));
            text.Remove(_random.Next(text.Length), _random.Next(2));
        }

        return text.ToString();
    }

    // A zone alone is no time.
    private Kind AnyKind(int at) => (Kind)_random.Next((int)(at == 0 ? Kind.Zone : Kind.UnixTime));

    private string Part(params Kind[] kinds) => string.Join(Pick(" ", " ", " ", ", ", "  "), kinds.Select(Part));

    private string Part(Kind kind) => kind switch
    {
        Kind.Keyword => Pick("now", "today", "midnight", "noon", "tomorrow", "yesterday"),
        Kind.Clock => Clock(),
        Kind.Date => Date(),
        Kind.DateAndClock => DateAndClock(),
        Kind.Zone => Zone(),
        Kind.Distance => Distance(),
        Kind.Weekday => Weekday(),
        Kind.MonthChoice => MonthChoice(),
        _ => $"@{Pick("", "-")}{_random.NextInt64(5_000_000_000)}",
    };

    private string Clock()
    {
        var (hour12, hour, minute, second) =
            (_random.Next(1, 13), _random.Next(25), _random.Next(60), _random.Next(61));
        var meridian = Pick("", " ") + Pick("am", "pm", "AM", "PM", "a.m.", "p.m.", "Pm");
        return _random.Next(12) switch
        {
            0 => $"{hour12}{meridian}",
            1 => $"{hour12:00}{meridian}",
            2 or 3 => $"{hour12}{Pick(":", ".")}{minute:00}{meridian}",
            4 => $"{hour12}:{minute:00}:{second:00}{meridian}",
            5 or 6 => $"{hour}:{minute:00}",
            7 => $"{hour:00}:{minute:00}:{second:00}",
            8 => $"{hour:00}{minute:00}",
            9 => $"{hour}.{minute:00}",
            10 => $"{Pick("T", "t")}{hour:00}:{minute:00}{Pick("", $":{second:00}")}",
            _ => $"{hour:00}:{minute:00}:{second:00}.{_random.Next(1_000_000)}",
        };
    }

    private string Date()
    {
        var year = _random.Next(4) == 0 ? _random.Next(1900, 2200) : _random.Next(2000, 2038);
        var (month, day) = (_random.Next(1, 13), _random.Next(1, 32));
        var name = Month(month);
        var nth = $"{day}{Pick("", "", Ending(day), "th")}";
        return _random.Next(20) switch
        {
            0 or 1 => $"{name}{Pick(" ", "-", ".", "")}{nth}{Pick(" ", ", ", ",")}{year}",
            2 or 3 => $"{name} {nth}",
            4 or 5 => $"{nth}{Pick(" ", "-", ".", "")}{name}{Pick(" ", "-", ", ", "")}{year}",
            6 => $"{nth} {name}",
            7 => $"{month}/{day}/{Pick($"{year}", $"{year % 100:00}")}",
            8 => $"{month:00}/{day:00}",
            9 or 10 => $"{year}-{month:00}-{day:00}",
            11 => $"{year}-{month}-{day}",
            12 => $"{year}/{month}/{day}",
            13 => $"{year}/{month:00}/{day:00}",
            14 => $"{day}{Pick("-", ".")}{month}{Pick("-", ".")}{year}",
            15 => $"{day:00}.{month:00}.{year % 100:00}",
            16 => $"{year}{month:00}{day:00}",
            17 => $"{name} {year}",
            18 => $"{year % 100:00}-{month:00}-{day:00}",
            _ => name,
        };
    }

    private string DateAndClock()
    {
        var day = new DateTime(_random.Next(1990, 2038), _random.Next(1, 13), _random.Next(1, 29));
        var at = day.AddSeconds(_random.Next(86_400));
        var offset = $"{Pick("+", "-")}{_random.Next(15):00}{Pick(":", "")}{Pick("00", "30", "45")}";
        var format = Pick(
            "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd HH:mm:ss", "yyyyMMddTHHmmss", "yyyyMMddTHH:mm:ss",
            "yyyy-MM-ddTHH:mm:ss.fff", "ddd, dd MMM yyyy HH:mm:ss", "dddd, dd-MMM-yy HH:mm:ss",
            "ddd MMM d HH:mm:ss yyyy",
            "MMMM d, yyyy h:mm tt", "MMM d h:mmtt", "MMM d HH:mm", "MMM d, HH:mm:ss", "yyyy-MM-ddTHH:mm:ss.ffffff");
        return at.ToString(format, CultureInfo.InvariantCulture)
            + Pick("", "", "Z", offset, $" {offset}", " GMT", " " + Zone(), offset + " (UTC)");
    }

    private string Zone() => _random.Next(5) switch
    {
        0 or 1 => Pick(Zones),
        2 => Pick(Places),
        3 => $"{Pick("", "GMT")}{Pick("+", "-")}{_random.Next(15):00}{Pick("", "", ":")}{_random.Next(60):00}",
        _ => Pick(
            $"GMT{Pick("+", "-")}{_random.Next(15):00}", $"({Pick(Zones)})", $"{Pick("+", "-")}{_random.Next(13)}"),
    };

    private string Distance()
    {
        var unit = Pick(Units);
        if (_random.Next(3) == 0)
        {
            return $"{Pick("next", "last", "this", "previous", "first", "third", "twelfth")} {unit}";
        }

        // so that the sum stays before the year 9999
        var most = unit.StartsWith("year", StringComparison.Ordinal) ? 200 : 3000;
        var number = Pick(_random.Next(4), _random.Next(100), _random.Next(most));
        return Pick("+", "-", "", "", "+ ", "--")
            + number
            + Pick(" ", " ", "", "  ")
            + unit
            + Pick("", "", "", "", " ago");
    }

    private string Weekday()
    {
        var day = Pick(Weekdays);
        var name = Pick(day, day, day[..3], day + "s");
        return _random.Next(8) switch
        {
            0 or 1 => name,
            2 or 3 => $"{Pick("next", "last", "this", "previous", "first", "second")} {name}",
            4 => $"{name} {Pick("next", "last", "this", "previous")} week",
            5 => $"{Pick("next", "last", "this")} week {name}",
            6 => $"{Pick("+", "-", "")}{_random.Next(6)} {name}{Pick("", "", " ago")}",
            _ => $"{Pick("next", "last", "this")} {Pick("week", "weekday", "month", "year", "day")}",
        };
    }

    private string MonthChoice()
    {
        var ofWhat = Pick(
            $"{Month(_random.Next(1, 13))} {_random.Next(2000, 2038)}",
            Month(_random.Next(1, 13)),
            "next month",
            "last month",
            "this month", "next year", $"{Pick("+", "-")}{_random.Next(30)} months", Date());
        return _random.Next(3) == 0
            ? $"{Pick("first", "last")} day of {ofWhat}"
            : $"{Pick("first", "second", "third", "fourth", "fifth", "last", "next", "this")} "
                + $"{Pick(Weekdays)} of {ofWhat}";
    }

    private string Month(int month)
    {
        var name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);
        return Pick(name, name[..3], month == 9 ? "sept" : name[..3]);
    }

    private static string Ending(int day) =>
        day switch { 1 or 21 or 31 => "st", 2 or 22 => "nd", 3 or 23 => "rd", _ => "th" };

    // Capitals and outer blanks as people leave them.
    private string Dress(string text) => _random.Next(8) switch
    {
        0 => text.ToUpperInvariant(),
        1 => text.ToLowerInvariant(),
        2 => $" {text}\t",
        _ => text,
    };

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
