using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Tests.Pacing;

/// <summary>Valid values; a test says only what differs.</summary>
internal static class Some
{
    /// <summary>
    /// 100 calls in 30 minutes, then 10 minutes of rest: the profile of the Scheduling and Pacing API's own example.
    /// </summary>
    public static readonly Pace Pace = new(30, 100, 10);

    /// <summary>The campaign of the same example: Monday 3 and Wednesday 5 January 2022, 08:00 to 11:00.</summary>
    public static readonly Calendar Calendar = new(
        new(2022, 1, 1),
        new(2022, 1, 5),
        Weekdays.Mon | Weekdays.Wed | Weekdays.Fri,
        [new(new(8, 0), new(11, 0), Pace)]);

    /// <summary>Started on New Year's Eve with a thousand calls and nothing placed yet.</summary>
    public static readonly PlanRequest Request = new(
        Calendar,
        Anchor: At(2021, 12, 31, 12, 0),
        Now: At(2021, 12, 31, 12, 0),
        From: At(2021, 12, 31, 12, 0),
        Horizon: Duration.FromMinutes(1),
        Waiting: 1000,
        Due: [],
        Outstanding: false,
        CallsPerSecond: 50,
        MaxCalls: 256);

    /// <summary>A day's calendar with one window.</summary>
    public static Calendar Day(LocalDate day, LocalTime start, LocalTime end, Pace pace) =>
        new(day, day, Weekdays.All, [new(start, end, pace)]);

    /// <summary>An Eastern reading that the clock shows once.</summary>
    public static Instant At(int year, int month, int day, int hour, int minute, int second = 0) =>
        Eastern.Zone.AtStrictly(new(year, month, day, hour, minute, second)).ToInstant();

    /// <summary>The request of the Monday of <see cref="Request"/>, all slots before it given out.</summary>
    public static PlanRequest OnMonday(int hour, int minute, int second = 0)
    {
        var now = At(2022, 1, 3, hour, minute, second);
        return Request with { Now = now, From = now };
    }
}
