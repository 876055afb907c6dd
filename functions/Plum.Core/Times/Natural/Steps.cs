namespace Plum.Core.Times.Natural;

/// <summary>
/// How far a text goes from its date and clock time: "+1 week 2 days", "next friday", "first day of".
/// </summary>
internal sealed class Steps
{
    public long Years { get; set; }

    public long Months { get; set; }

    public long Days { get; set; }

    public long Hours { get; set; }

    public long Minutes { get; set; }

    public long Seconds { get; set; }

    public long Microseconds { get; set; }

    /// <summary>Days from Monday to Friday.</summary>
    public long WorkingDays { get; set; }

    /// <summary>Whether to go to a day of the week.</summary>
    public bool ToWeekday { get; set; }

    /// <summary>0, Sunday, to 6; "ago" makes it negative, and Sunday -7.</summary>
    public int Weekday { get; set; }

    public WeekdayRule WeekdayRule { get; set; }

    public DayChoice DayChoice { get; set; }

    public MonthEdge MonthEdge { get; set; }

    /// <summary>Goes <paramref name="count"/> units on.</summary>
    /// <param name="rule">What to do with today, when the unit is a day of the week.</param>
    public void Go(long count, Measure measure, WeekdayRule rule)
    {
        switch (measure.Unit)
        {
            case Unit.Microsecond: Microseconds += count * measure.Size; break;
            case Unit.Second: Seconds += count; break;
            case Unit.Minute: Minutes += count; break;
            case Unit.Hour: Hours += count; break;
            case Unit.Day: Days += count * measure.Size; break;
            case Unit.Month: Months += count; break;
            case Unit.Year: Years += count; break;
            case Unit.Weekday: GoToWeekday(count, measure.Size, rule); break;
            case Unit.WorkingDay: (DayChoice, WorkingDays) = (DayChoice.WorkingDays, count); break;
        }
    }

    /// <summary>Turns everything said before round: "2 days ago".</summary>
    public void TurnRound()
    {
        (Years, Months, Days) = (-Years, -Months, -Days);
        (Hours, Minutes, Seconds) = (-Hours, -Minutes, -Seconds);
        Weekday = Weekday == 0 ? -7 : -Weekday;
        WorkingDays = DayChoice == DayChoice.WorkingDays ? -WorkingDays : WorkingDays;
    }

    private void GoToWeekday(long count, int weekday, WeekdayRule rule)
    {
        (ToWeekday, Weekday, WeekdayRule) = (true, weekday, rule);
        Days += (count > 0 ? count - 1 : count) * 7; // the first of them is in the week to come
    }
}

/// <summary>Which day is meant by the name of a day of the week.</summary>
internal enum WeekdayRule
{
    /// <summary>The first such day after today: "next friday".</summary>
    AfterToday,

    /// <summary>The first such day, today included: "friday".</summary>
    FromToday,

    /// <summary>The day within the week reached, which runs from Monday to Sunday: "friday next week".</summary>
    WithinWeek,
}

/// <summary>A choice among the days, at most one of which is made; the last one holds.</summary>
internal enum DayChoice
{
    None,

    /// <summary>As many days from Monday to Friday on: "+3 weekdays".</summary>
    WorkingDays,

    /// <summary>Counted from the first of the month: "first monday of april 2026".</summary>
    WeekdayOfMonth,

    /// <summary>Counted back from the end of the month: "last friday of next month".</summary>
    LastWeekdayOfMonth,
}

/// <summary>"first day of", "last day of".</summary>
internal enum MonthEdge
{
    None,
    FirstDay,
    LastDay,
}
