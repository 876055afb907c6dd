using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>How fast a calendar dials.</summary>
public static class CalendarRates
{
    /// <summary>
    /// Calls an hour that the window open at an instant asks for, its rests counted in; 0 while no window is open.
    /// </summary>
    /// <param name="callsPerSecond">The capacity, which no period exceeds.</param>
    public static double CallsPerHourAt(this Calendar calendar, Instant instant, double callsPerSecond)
    {
        if (!calendar.IsOpenAt(instant))
        {
            return 0;
        }

        var time = Eastern.WallClock(instant).TimeOfDay;
        var pace = calendar.Windows.Last(window => window.Start <= time).Pace;
        var amount = Math.Min(pace.AmountPerPeriod, 60.0 * pace.PeriodMinutes * callsPerSecond);
        return Math.Round(60 * amount / (pace.PeriodMinutes + (double)pace.RestMinutes), 1);
    }
}
