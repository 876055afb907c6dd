using NodaTime;

namespace Plum.Core.Times.Natural;

/// <summary>
/// Goes from what a text said to an instant: a day of the month, a weekday, then on, then working days.
/// </summary>
internal static class Resolver
{
    /// <summary>The instant, or null when its year is not 1 to 9999.</summary>
    public static Instant? Resolve(Reading reading, LocalDateTime present, DateTimeZone zone)
    {
        var moment = Start(reading, present);
        ChooseInMonth(moment, reading.Steps);
        Step(moment, reading.Steps);
        GoWorkingDays(moment, reading.Steps);

        if (moment.Year is < 1 or > 9999)
        {
            return null;
        }

        var seconds = reading.Zone is { Place: null, OffsetSeconds: var offset }
            ? moment.Seconds - offset
            : WallClock.ToUnixTime(moment.Seconds, reading.Zone?.Place ?? zone, reading.Zones > 0, reading.Daylight);
        return seconds <= Instant.MaxValue.ToUnixTimeSeconds() ? Instant.FromUnixTimeSeconds(seconds) : null;
    }

    // What was not said is taken from the present; a date without a clock time is its midnight.
    private static WallMoment Start(Reading reading, LocalDateTime present)
    {
        var midnight = reading.HasDate && reading.Clocks == 0;
        return new()
        {
            Year = reading.Year ?? present.Year,
            Month = reading.Month ?? present.Month,
            Day = reading.Day ?? present.Day,
            Hour = midnight ? 0 : reading.Hour ?? present.Hour,
            Minute = midnight ? 0 : reading.Minute ?? present.Minute,
            Second = midnight ? 0 : reading.Second ?? present.Second,
            Microsecond = midnight ? 0 : reading.Microsecond,
        };
    }

    private static void ChooseInMonth(WallMoment moment, Steps steps)
    {
        if (steps.DayChoice is DayChoice.WeekdayOfMonth or DayChoice.LastWeekdayOfMonth)
        {
            moment.Day = 1;
            moment.Month += steps.Months + (steps.DayChoice == DayChoice.LastWeekdayOfMonth ? 1 : 0);
            steps.Months = 0;
        }

        GoToEdge(moment, steps.MonthEdge);
        moment.Normalize();
    }

    private static void Step(WallMoment moment, Steps steps)
    {
        if (steps.ToWeekday)
        {
            moment.Day += DaysToWeekday(moment.Weekday, steps);
            moment.Normalize();
        }

        moment.Year += steps.Years;
        moment.Month += steps.Months;
        moment.Day += steps.Days;
        moment.Hour += steps.Hours;
        moment.Minute += steps.Minutes;
        moment.Second += steps.Seconds;
        moment.Microsecond += steps.Microseconds;
        GoToEdge(moment, steps.MonthEdge);
        moment.Normalize();
    }

    private static void GoToEdge(WallMoment moment, MonthEdge edge)
    {
        switch (edge)
        {
            case MonthEdge.FirstDay:
                moment.Day = 1;
                break;
            case MonthEdge.LastDay:
                (moment.Month, moment.Day) = (moment.Month + 1, 0);
                break;
        }
    }

    private static int DaysToWeekday(int today, Steps steps)
    {
        var weekday = steps.Weekday;
        if (steps.WeekdayRule == WeekdayRule.WithinWeek)
        {
            // Sunday is the last day of its week.
            var day = weekday == 0 && today != 0 ? 7 : weekday != 0 && today == 0 ? weekday - 7 : weekday;
            return day - today;
        }

        if (weekday < 0)
        {
            return -weekday - today - 7;
        }

        var days = weekday - today;
        var passed = steps.Days < 0 ? days < 0 : days <= (steps.WeekdayRule == WeekdayRule.FromToday ? -1 : 0);
        return passed ? days + 7 : days;
    }

    private static void GoWorkingDays(WallMoment moment, Steps steps)
    {
        if (steps.DayChoice == DayChoice.WorkingDays)
        {
            moment.Day += WorkingDays.Length(steps.WorkingDays, moment.Weekday);
            moment.Normalize();
        }
    }
}
