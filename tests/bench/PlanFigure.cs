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

    public static async IAsyncEnumerable<Row> Measure()
    {
        await Task.CompletedTask;
        var times = new List<double>();
        var (planned, runs) = (0L, 0);

        for (var i = 0; i < 6; i++)
        {
            var clock = Stopwatch.StartNew();
            (planned, runs) = Plan();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        var first = times[0];
        times.Sort();
        yield return new(
            $"{planned:N0} calls in {runs:N0} runs, median of {times.Count}", "< 100 ms", $"{times[times.Count / 2]:0.0} ms (first {first:0.0} ms)", times[times.Count / 2] < 100);
    }

    // Weekdays of 2022, 08:00 to 20:00, 240 calls in 30 minutes and 10 minutes of rest: 4,320 a day, a little over a million a year.
    private static (long Calls, int Runs) Plan()
    {
        var calendar = new Calendar(
            new LocalDate(2022, 1, 1),
            new LocalDate(2022, 12, 31),
            Weekdays.Mon | Weekdays.Tue | Weekdays.Wed | Weekdays.Thu | Weekdays.Fri,
            [new Window(new LocalTime(8, 0), new LocalTime(20, 0), new Pace(30, 240, 10))]);
        var start = Eastern.StartOfDay(calendar.FirstDay);
        var request = new PlanRequest(calendar, start, start, start, calendar.End - start, Calls, [], false, 50, Calls);
        return Planner.Plan(request) is Plan.Release release ? (release.Runs.Sum(run => (long)run.Slots.Count), release.Runs.Count) : (0, 0);
    }
}
