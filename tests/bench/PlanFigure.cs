using System.Diagnostics;
using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Bench;

/// <summary>Foretelling every call of a year.</summary>
internal static class PlanFigure
{
    private const int Calls = 1_000_000;

    // Weekdays of 2022, 08:00 to 20:00, 240 calls in 30 minutes and 10 minutes of rest: 4,320 a day, a little over a
    // million a year.
    private static readonly Calendar Year = new(
        new LocalDate(2022, 1, 1),
        new LocalDate(2022, 12, 31),
        Weekdays.Mon | Weekdays.Tue | Weekdays.Wed | Weekdays.Thu | Weekdays.Fri,
        [new Window(new LocalTime(8, 0), new LocalTime(20, 0), new Pace(30, 240, 10))]);

    private static readonly Instant Start = Eastern.StartOfDay(Year.FirstDay);

    public static async IAsyncEnumerable<Row> Measure()
    {
        await Task.CompletedTask;
        yield return Timed("every start", Plan);
        yield return Timed(
            "calls of each hour", () => new Forecast(Year, Start, Start, Calls, 50).ByHour().Sum(hour => hour.Calls));
    }

    private static Row Timed(string what, Func<long> plan)
    {
        var times = new List<double>();
        var planned = 0L;

        for (var i = 0; i < 6; i++)
        {
            var clock = Stopwatch.StartNew();
            planned = plan();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return planned == Calls
            ? new(
                $"1,000,000 calls over 2022, {what}",
                "< 100 ms",
                $"{times.Skip(1).Max():0.0} ms (process new: {times[0]:0.0} ms)",
                times.Skip(1).Max() < 100)
            : throw new InvalidOperationException($"{planned:N0} calls were planned.");
    }

    private static long Plan()
    {
        var request = new PlanRequest(Year, Start, Start, Start, Year.End - Start, Calls, [], false, 50, Calls);
        return Planner.Plan(request) is Plan.Release release ? release.Runs.Sum(run => (long)run.Slots.Count) : 0;
    }
}
