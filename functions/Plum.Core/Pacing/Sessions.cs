using NodaTime;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>All openings of a calendar's windows, in time order.</summary>
/// <param name="anchor">
/// When the campaign was started: nothing opens before, and a window open at that instant opens there.
/// </param>
internal sealed class Sessions(Calendar calendar, Instant anchor, double callsPerSecond)
{
    private readonly (Window Window, Cadence Cadence)[] _windows =
        [.. calendar.Windows.Select(window => (window, Cadence.Of(window.Pace, callsPerSecond)))];

    private readonly Instant _end = calendar.End;

    /// <summary>The sessions that end after an instant.</summary>
    public IEnumerable<Session> EndingAfter(Instant instant)
    {
        // A calendar that never opens need not be searched to the year 9999.
        var opens = calendar.Windows.Count > 0 && calendar.Days != Weekdays.None;
        var last = opens ? LocalDate.Min(calendar.LastDay, Eastern.LastDay) : LocalDate.MinIsoValue;

        var first = LocalDate.Max(calendar.FirstDay, Eastern.DayOf(Instant.Max(instant, anchor)));

        for (var day = first; day <= last; day = day.PlusDays(1))
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

    /// <summary>
    /// The first slot from an instant on, in a window that is open at <paramref name="now"/> or opens later.
    /// </summary>
    public Instant? FirstSlot(Instant from, Instant now)
    {
        foreach (var session in EndingAfter(Instant.Max(from, now)))
        {
            var slot = session.SlotsBefore(from);

            if (slot < session.Slots)
            {
                return session[slot];
            }
        }

        return null;
    }

    /// <summary>
    /// When the period of a slot is over: its call may not start later. The slot itself, if it is none; the end, where
    /// no period has an amount.
    /// </summary>
    public Instant PeriodEnd(Instant slot) => calendar.IsOpen
        ? _end
        : EndingAfter(slot).Select(session => (Instant?)session.PeriodEnd(slot)).FirstOrDefault() ?? slot;

    /// <summary>
    /// Since when slots may be used at an instant that lies in a window: the beginning of its period, or of its rest.
    /// Any instant, where no period has an amount.
    /// </summary>
    public Instant PeriodBegin(Instant now) =>
        !calendar.IsOpen
            && EndingAfter(now).FirstOrDefault() is var session
            && session.End > now
            && session.Begin <= now
            ? session.PeriodBegin(now)
            : Instant.MinValue;

    /// <summary>What keeps the campaign from placing a call between an instant and a later slot.</summary>
    public Because Between(Instant now, Instant slot)
    {
        if (calendar.IsOpen)
        {
            return now < anchor ? Because.Scheduled : Because.NextCall;
        }

        var session = EndingAfter(now).First();

        return session.Begin > now || session.End <= slot ? Because.WindowClosed
            : session.RestsBetween(now, slot) ? Because.Resting
            : Because.NextCall;
    }

    // In order: when the clocks go back, a morning's windows open one after the other and then all over again.
    private IEnumerable<Session> On(LocalDate day) =>
        from opening in _windows
        from stretch in OpenHours.Of(day, opening.Window.Start, opening.Window.End)
        let begin = Instant.Max(stretch.Start, anchor)
        let end = Instant.Min(stretch.End, _end)
        where begin < end
        orderby begin
        select new Session(begin, end, opening.Cadence);
}
