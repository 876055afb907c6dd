using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Tests.Pacing;

/// <summary>Random campaigns on the days where clocks and calendars change.</summary>
internal static class Campaigns
{
    private static readonly LocalDate[] Days =
    [
        new(2026, 3, 7), // the clocks go forward on the 8th
        new(2026, 10, 31), // and back on 1 November
        new(2024, 2, 28), // a leap day
        new(2026, 12, 30), // the year's end
        new(2022, 1, 1),
    ];

    /// <summary>Requests as of the instant of a start.</summary>
    public static Arbitrary<PlanRequest> Starting { get; } = Arb.From(
        from calendar in Calendars
        from anchor in Instants(calendar)
        from horizon in Gen.Frequency((3, Gen.Choose(1, 120)), (1, Gen.Choose(121, 20_000)))
        from waiting in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 400)))
        from retries in Gen.ListOf(Instants(calendar))
        from capacity in Gen.Elements(0.013, 0.1, 0.7, 1, 3)
        from most in Gen.Choose(1, 90)
        select new PlanRequest(
            calendar,
            anchor,
            anchor,
            anchor,
            Duration.FromSeconds(horizon),
            waiting,
            [.. retries.Order()],
            false,
            capacity,
            most));

    private static Gen<Calendar> Calendars =>
        from day in Gen.Elements(Days)
        from days in Gen.Choose(0, 4)
        from weekdays in Gen.Frequency((1, Gen.Choose(1, 127)), (1, Gen.Constant((int)Weekdays.All)))
        from windows in Windows
        select new Calendar(day, day.PlusDays(days), (Weekdays)weekdays, windows);

    private static Gen<Window[]> Windows =>
        from count in Gen.Choose(1, 3)
        from edges in Gen.ListOf(Edges, 2 * count)
        from paces in Gen.ListOf(Paces, count)
        select Between([.. edges.Distinct().Order()], [.. paces]);

    // Half of the edges lie in the small hours, when the clocks change.
    private static Gen<int> Edges =>
        Gen.Frequency((1, Gen.Choose(0, 16).Select(quarter => 15 * quarter)), (1, Gen.Choose(0, 1439)));

    private static Gen<Pace> Paces =>
        from period in Gen.Frequency((8, Gen.Choose(1, 90)), (1, Gen.Elements(720, 1440, 100_000)))
        from amount in Gen.Frequency(
            (8, Gen.Choose(1, 100).Select(amount => (long)amount)), (1, Gen.Constant(99_999_999_999)))
        from rest in Gen.Frequency(
            (1, Gen.Constant(0L)), (4, Gen.Choose(1, 60).Select(rest => (long)rest)), (1, Gen.Constant(99_999_999_999)))
        from spread in Gen.Elements(Spread.Even, Spread.Burst)
        select new Pace(period, amount, rest, spread);

    private static Gen<Instant> Instants(Calendar calendar) =>
        from seconds in Gen.Choose(-86_400, (int)(calendar.End - Eastern.StartOfDay(calendar.FirstDay)).TotalSeconds)
        select Eastern.StartOfDay(calendar.FirstDay) + Duration.FromSeconds(seconds);

    private static Window[] Between(int[] minutes, Pace[] paces) =>
        [.. minutes
            .Chunk(2)
            .Zip(paces, (edges, pace) => new Window(TimeAt(edges[0]), TimeAt(edges.ElementAtOrDefault(1)), pace))];

    private static LocalTime TimeAt(int minute) => LocalTime.FromMinutesSinceMidnight(minute);
}
