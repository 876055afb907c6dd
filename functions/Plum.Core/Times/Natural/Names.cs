namespace Plum.Core.Times.Natural;

/// <summary>The names that times are made of, in English, full and short; capitals do not matter.</summary>
internal static class Names
{
    private static readonly StringComparer AnyCase = StringComparer.OrdinalIgnoreCase;

    public static readonly string[] FullMonths =
    [
        "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december",
    ];

    public static readonly string[] RomanMonths =
        ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

    public static readonly string[] ShortMonths = [.. FullMonths.Select(name => name[..3]), "sept"];

    /// <summary>1 to 12.</summary>
    public static readonly Dictionary<string, int> Months = Numbered(FullMonths.Index())
        .Concat(Numbered(RomanMonths.Index()))
        .Concat(Numbered(ShortMonths.Index()).SkipLast(1))
        .Append(new("sept", 9))
        .DistinctBy(month => month.Key)
        .ToDictionary(AnyCase);

    /// <summary>0, Sunday, to 6, Saturday.</summary>
    public static readonly Dictionary<string, int> Weekdays = Enum.GetNames<DayOfWeek>().Index()
        .SelectMany(day => new[] { day.Item, day.Item + "s", day.Item[..3] }, (day, name) => (name, day.Index))
        .ToDictionary(AnyCase);

    /// <summary>The weekday or month that a word not understood begins to spell, such as "tues", or null.</summary>
    public static string? MeantBy(string word) => word.Length < 3 ? null : Enum.GetNames<DayOfWeek>()
        .Concat(FullMonths)
        .FirstOrDefault(name =>
            name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || AnyCase.Equals(name[..3] + "s", word))
        ?.ToLowerInvariant();

    /// <summary>The counting words of relative times.</summary>
    public static readonly Dictionary<string, int> Ordinals =
        Numbered("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".Split(' ').Index())
            .Append(new("eight", 8)) // a slip of the pen that PHP reads
            .ToDictionary(AnyCase);

    /// <summary>The pointing words of relative times, as how many steps on.</summary>
    public static readonly Dictionary<string, int> Pointers = new (string Name, int Steps)[]
    {
        ("next", 1), ("last", -1), ("previous", -1), ("this", 0),
    }
        .ToDictionary(AnyCase);

    /// <summary>How each unit of relative times is measured.</summary>
    public static readonly Dictionary<string, Measure> Units = new (string Names, Unit Unit, int Size)[]
    {
        ("ms msec msecs millisecond milliseconds", Unit.Microsecond, 1000),
        ("usec usecs microsecond microseconds", Unit.Microsecond, 1),
        ("sec secs second seconds", Unit.Second, 1),
        ("min mins minute minutes", Unit.Minute, 1),
        ("hour hours", Unit.Hour, 1),
        ("day days", Unit.Day, 1),
        ("week weeks", Unit.Day, 7),
        ("fortnight fortnights forthnight forthnights", Unit.Day, 14), // as some write it
        ("month months", Unit.Month, 1),
        ("year years", Unit.Year, 1),
        ("weekday weekdays", Unit.WorkingDay, 1),
    }
        .SelectMany(unit => unit.Names.Split(' '), (unit, name) => (name, new Measure(unit.Unit, unit.Size)))
        .Concat(Weekdays.Select(day => (day.Key, new Measure(Unit.Weekday, day.Value))))
        .ToDictionary(AnyCase);

    /// <summary>Abbreviations of fixed offsets from UTC, in hours; "EST" is five hours behind in October too.</summary>
    public static readonly Dictionary<string, (int Hours, bool Daylight)> Zones = new (string, (int, bool))[]
    {
        ("EST", (-5, false)), ("CST", (-6, false)), ("MST", (-7, false)), ("PST", (-8, false)),
        ("EDT", (-4, true)), ("CDT", (-5, true)), ("MDT", (-6, true)), ("PDT", (-7, true)),
        ("UTC", (0, false)), ("GMT", (0, false)), ("Z", (0, false)),
    }
        .ToDictionary(AnyCase);

    private static IEnumerable<KeyValuePair<string, int>> Numbered(IEnumerable<(int Index, string Item)> names) =>
        names.Select(name => KeyValuePair.Create(name.Item, name.Index + 1));
}

internal enum Unit
{
    Microsecond,
    Second,
    Minute,
    Hour,
    Day,
    Month,
    Year,
    Weekday,
    WorkingDay,
}

/// <param name="Size">How many units; for a day of the week, which.</param>
internal sealed record Measure(Unit Unit, int Size);
