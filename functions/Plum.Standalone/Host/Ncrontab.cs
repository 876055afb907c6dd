using System.Globalization;

namespace Plum.Standalone.Host;

/// <summary>
/// An NCRONTAB expression as timer triggers use it: second, minute, hour, day of month, month, day of week, in UTC. A field is
/// <c>*</c>, a number, a name (JAN, SUN), a range <c>a-b</c>, a step <c>*/n</c>, <c>a/n</c> or <c>a-b/n</c>, or several of these
/// with commas. Both the day of the month and the day of the week must match. Without the seconds' field it means second 0.
/// </summary>
internal sealed class Ncrontab
{
    // A 29 February on one given day of the week comes at least once in 40 years.
    private const int YearsToSearch = 41;

    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _daysOfMonth;
    private readonly ulong _months;
    private readonly ulong _daysOfWeek;

    private Ncrontab(string[] fields)
    {
        _seconds = Field(fields[0], "second", 0, 59);
        _minutes = Field(fields[1], "minute", 0, 59);
        _hours = Field(fields[2], "hour", 0, 23);
        _daysOfMonth = Field(fields[3], "day", 1, 31);
        _months = Field(fields[4], "month", 1, 12, Months);
        _daysOfWeek = Field(fields[5], "day of week", 0, 6, Days);
    }

    /// <exception cref="FormatException">With what is wrong and where.</exception>
    public static Ncrontab Parse(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
    {
        { Length: 6 } six => new(six),
        { Length: 5 } five => new(["0", .. five]),
        var other => throw new FormatException($"it has {other.Length} fields, but must have 6 (second minute hour day month day-of-week)"),
    };

    /// <summary>The first occurrence after an instant, null when there is none (30 February).</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var utc = after.UtcDateTime;
        if (utc.Year >= DateTime.MaxValue.Year - YearsToSearch)
        {
            return null;
        }

        var start = utc.AddTicks(TimeSpan.TicksPerSecond - (utc.Ticks % TimeSpan.TicksPerSecond));
        if (IsDay(start.Date) && TimeFrom(start.TimeOfDay) is { } today)
        {
            return new(start.Date + today, TimeSpan.Zero);
        }

        return DayAfter(start.Date) is { } day ? new(day + TimeFrom(TimeSpan.Zero)!.Value, TimeSpan.Zero) : null;
    }

    private DateTime? DayAfter(DateTime date)
    {
        var end = date.AddYears(YearsToSearch);
        for (var day = date.AddDays(1); day <= end;)
        {
            if (IsDay(day))
            {
                return day;
            }

            day = Has(_months, day.Month) ? day.AddDays(1) : new DateTime(day.Year, day.Month, 1).AddMonths(1);
        }

        return null;
    }

    private TimeSpan? TimeFrom(TimeSpan earliest)
    {
        for (var hour = From(_hours, earliest.Hours); hour is { } h; hour = From(_hours, h + 1))
        {
            var same = h == earliest.Hours;
            for (var minute = From(_minutes, same ? earliest.Minutes : 0); minute is { } m; minute = From(_minutes, m + 1))
            {
                if (From(_seconds, same && m == earliest.Minutes ? earliest.Seconds : 0) is { } s)
                {
                    return new(h, m, s);
                }
            }
        }

        return null;
    }

    private bool IsDay(DateTime date) => Has(_months, date.Month) && Has(_daysOfMonth, date.Day) && Has(_daysOfWeek, (int)date.DayOfWeek);

    private static bool Has(ulong field, int value) => (field & (1UL << value)) != 0;

    private static int? From(ulong field, int least) =>
        least > 63 || field >> least == 0 ? null : least + System.Numerics.BitOperations.TrailingZeroCount(field >> least);

    private static ulong Field(string text, string name, int least, int most, string[]? names = null)
    {
        var field = 0UL;
        foreach (var part in text.Split(','))
        {
            var (from, to, step) = Part(part, name, least, most, names);
            for (var value = from; value <= to; value += step)
            {
                field |= 1UL << value;
            }
        }

        return field;
    }

    private static (int From, int To, int Step) Part(string part, string name, int least, int most, string[]? names)
    {
        var slash = part.Split('/');
        var step = slash.Length == 1 ? 1 : Number(slash[1], name, 1, most, null);
        if (slash.Length > 2)
        {
            throw new FormatException($"the {name} '{part}' has two steps");
        }

        if (slash[0] == "*")
        {
            return (least, most, step);
        }

        var range = slash[0].Split('-');
        var from = Number(range[0], name, least, most, names);
        var to = range.Length == 1 ? (slash.Length == 1 ? from : most) : Number(range[1], name, least, most, names);
        return range.Length <= 2 && from <= to ? (from, to, step) : throw new FormatException($"the {name} '{part}' is not a range");
    }

    private static int Number(string text, string name, int least, int most, string[]? names)
    {
        var named = names is null ? -1 : Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return named >= 0 ? named + least
            : isNumber && number >= least && number <= most ? number
            : throw new FormatException($"the {name} '{text}' is not one of {least} to {most}");
    }
}
