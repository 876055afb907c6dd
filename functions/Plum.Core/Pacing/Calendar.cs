using NodaTime;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>
/// When a campaign may place calls: dates, weekdays and the windows of a day, all in Eastern wall-clock time.
/// </summary>
/// <param name="FirstDay">The first day on which calls may start.</param>
/// <param name="LastDay">The last day on which calls may start, inclusive.</param>
/// <param name="Windows">Sorted by start; they never overlap.</param>
/// <param name="Expires">An instant that ends the last day early, or null.</param>
public sealed record Calendar(
    LocalDate FirstDay, LocalDate LastDay, Weekdays Days, IReadOnlyList<Window> Windows, Instant? Expires = null)
{
    /// <summary>As many calls as the capacity allows, at all hours.</summary>
    private static readonly Pace Unpaced = new(1, 99_999_999_999, 0);

    /// <summary>Open at all hours from a day on, up to an instant.</summary>
    public static Calendar Open(LocalDate firstDay, Instant end) =>
        new(firstDay, Eastern.DayOf(end), Weekdays.All, [Window.AllDay(Unpaced)], end);

    /// <summary>From this instant on the campaign places no call.</summary>
    public Instant End =>
        Expires is { } expires ? Instant.Min(expires, Eastern.EndOfDay(LastDay)) : Eastern.EndOfDay(LastDay);

    /// <summary>
    /// Made by <see cref="Open"/>: no hour is closed, so what holds a call back is its own time or the capacity.
    /// </summary>
    internal bool IsOpen => Windows is [var only] && only.Pace == Unpaced;

    public bool Includes(LocalDate day) => day >= FirstDay && day <= LastDay && Includes(day.DayOfWeek);

    /// <summary>
    /// Whether a call may start at an instant: whether the clock on the wall then reads within a window.
    /// </summary>
    public bool IsOpenAt(Instant instant)
    {
        var (day, time) = Eastern.WallClock(instant);
        return instant < End && Includes(day) && Windows.Any(window => window.Includes(time));
    }

    private bool Includes(IsoDayOfWeek day) => ((int)Days & (1 << ((int)day - (int)IsoDayOfWeek.Monday))) != 0;
}

/// <summary>A stretch of the day with a pace of its own.</summary>
/// <param name="Start">Eastern wall-clock time, inclusive.</param>
/// <param name="End">
/// Eastern wall-clock time, exclusive, later than <paramref name="Start"/>; midnight is the end of the day.
/// </param>
public sealed record Window(LocalTime Start, LocalTime End, Pace Pace)
{
    public static Window AllDay(Pace pace) => new(LocalTime.Midnight, LocalTime.Midnight, pace);

    public bool Includes(LocalTime time) => time >= Start && (time < End || End == LocalTime.Midnight);
}
