using NodaTime;

namespace Plum.Core.Times;

/// <summary>The instants of an Eastern day at which the clock on the wall reads within given hours.</summary>
/// <remarks>
/// Every instant is judged by its own wall-clock reading, so that no call is ever placed at a reading outside its
/// window. Hence a start within the spring gap is the first instant after it, an end within the gap is the last before
/// it, and hours wholly within it do not happen. On the fall-back day the hours hold in both passes: 01:00–02:00 is two
/// hours; 01:30–02:30 is half an hour of daylight time, then, after the clock has gone back to 01:00 and has come to
/// 01:30 again, an hour of standard time.
/// </remarks>
public static class OpenHours
{
    /// <summary>
    /// The stretches of <paramref name="day"/>, ascending: one on an ordinary day, none to two when the clocks change.
    /// </summary>
    /// <param name="start">Inclusive.</param>
    /// <param name="end">Exclusive; midnight is the end of the day.</param>
    public static IReadOnlyList<Interval> Of(LocalDate day, LocalTime start, LocalTime end)
    {
        var opens = day.At(start);
        var closes = end == LocalTime.Midnight ? day.PlusDays(1).AtMidnight() : day.At(end);
        var instant = Eastern.StartOfDay(day);
        var dayEnds = Eastern.EndOfDay(day);
        var stretches = new List<Interval>(1);

        while (instant < dayEnds)
        {
            var offset = Eastern.Zone.GetZoneInterval(instant);
            var offsetEnds = offset.HasEnd ? Instant.Min(offset.End, dayEnds) : dayEnds;
            Add(
                stretches,
                Instant.Max(instant, opens.WithOffset(offset.WallOffset).ToInstant()),
                Instant.Min(offsetEnds, closes.WithOffset(offset.WallOffset).ToInstant()));
            instant = offsetEnds;
        }

        return stretches;
    }

    private static void Add(List<Interval> stretches, Instant start, Instant end)
    {
        if (start >= end)
        {
            return;
        }

        if (stretches.Count > 0 && stretches[^1].End == start)
        {
            stretches[^1] = new(stretches[^1].Start, end);
            return;
        }

        stretches.Add(new(start, end));
    }
}
