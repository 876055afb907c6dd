using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>All openings of a calendar's windows, in time order.</summary>
/// <param name="anchor">When the campaign was started: nothing opens before, and a window open at that instant opens there.</param>
internal sealed class Sessions(Calendar calendar, Instant anchor, double callsPerSecond)
{
    private readonly (Window Window, Cadence Cadence)[] _windows =
        [.. calendar.Windows.Select(window => (window, Cadence.Of(window.Pace, callsPerSecond)))];

    /// <summary>The sessions that end after an instant.</summary>
    public IEnumerable<Session> EndingAfter(Instant instant)
    {
        var last = LocalDate.Min(calendar.LastDay, Eastern.LastDay);

        for (var day = LocalDate.Max(calendar.FirstDay, Eastern.DayOf(Instant.Max(instant, anchor))); day <= last; day = day.PlusDays(1))
        {
            if (!calendar.Includes(day))
            {
                continue;
            }

            foreach (var session in On(day))
            {
                if (session.End > instant)
                {
                    yield return session;
                }
            }
        }
    }

    private IEnumerable<Session> On(LocalDate day) =>
        from opening in _windows
        from stretch in OpenHours.Of(day, opening.Window.Start, opening.Window.End)
        where stretch.End > anchor
        select new Session(Instant.Max(stretch.Start, anchor), stretch.End, opening.Cadence);
}
