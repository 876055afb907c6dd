using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Pacing;

/// <summary>
/// What becomes of a number of calls when nothing intervenes: they take the next slots the planner gives out.
/// </summary>
/// <remarks>
/// Counted window by window, never call by call: a year of a million calls takes about a millisecond.
/// </remarks>
/// <param name="anchor">When the campaign was started or its pace changed, as in <see cref="PlanRequest"/>.</param>
/// <param name="from">Slots before this instant are gone.</param>
/// <param name="calls">How many calls are left, retries that are due included.</param>
/// <param name="callsPerSecond">The capacity.</param>
public sealed class Forecast(Calendar calendar, Instant anchor, Instant from, long calls, double callsPerSecond)
{
    private readonly Sessions _sessions = new(calendar, anchor, callsPerSecond);

    /// <summary>
    /// When the call with this number, the next being 0, starts; null when the dates have no slot for it.
    /// </summary>
    public Instant? StartOf(long call)
    {
        foreach (var share in Shares())
        {
            if (call < share.Count)
            {
                return share.Session[share.First + call];
            }

            call -= share.Count;
        }

        return null;
    }

    /// <summary>How many calls start from an instant, inclusive, to another, exclusive.</summary>
    public long Starts(Instant since, Instant until) =>
        Shares().TakeWhile(share => share.Session.Begin < until).Sum(share => share.Starts(since, until));

    /// <summary>How many calls find a slot, and when the last of them starts.</summary>
    public Completion Complete()
    {
        var (placed, last) = (0L, (Instant?)null);

        foreach (var share in Shares())
        {
            placed += share.Count;
            last = share.Session[share.First + share.Count - 1];
        }

        return new(placed, calls - placed, last);
    }

    /// <summary>The Eastern days on which calls start.</summary>
    public IEnumerable<Tally> ByDay() =>
        Joined(
            Shares().Select(share => new Tally(Eastern.StartOfDay(Eastern.DayOf(share.Session.Begin)), share.Count)));

    /// <summary>The hours in which calls start; on the fall-back day 01:00 to 02:00 is two of them.</summary>
    public IEnumerable<Tally> ByHour() => Joined(Shares().SelectMany(share => share.ByHour()));

    private static IEnumerable<Tally> Joined(IEnumerable<Tally> tallies)
    {
        Tally? current = null;

        foreach (var tally in tallies)
        {
            if (current is not null && current.Start != tally.Start)
            {
                yield return current;
                current = null;
            }

            current = tally with { Calls = tally.Calls + (current?.Calls ?? 0) };
        }

        if (current is not null)
        {
            yield return current;
        }
    }

    private IEnumerable<Share> Shares()
    {
        var left = calls;

        foreach (var session in _sessions.EndingAfter(from))
        {
            if (left <= 0)
            {
                yield break;
            }

            var first = session.SlotsBefore(from);
            var count = Math.Min(left, session.Slots - first);
            left -= count;

            if (count > 0)
            {
                yield return new(session, first, count);
            }
        }
    }

    /// <summary>The slots of a session that calls take.</summary>
    private readonly record struct Share(Session Session, long First, long Count)
    {
        public long Starts(Instant since, Instant until) => Math.Max(0, Taken(until) - Taken(since));

        // Eastern time is whole hours from UTC, so that its hours are UTC's.
        public IEnumerable<Tally> ByHour()
        {
            var last = Session[First + Count - 1];

            for (var hour = HourOf(Session[First]); hour <= last; hour += Duration.FromHours(1))
            {
                var starts = Starts(hour, hour + Duration.FromHours(1));

                if (starts > 0)
                {
                    yield return new(hour, starts);
                }
            }
        }

        private static Instant HourOf(Instant instant) =>
            instant.InUtc().LocalDateTime.With(TimeAdjusters.TruncateToHour).InUtc().ToInstant();

        private long Taken(Instant before) => Math.Clamp(Session.SlotsBefore(before) - First, 0, Count);
    }
}

/// <summary>How a forecast ends.</summary>
/// <param name="Placed">Calls that find a slot.</param>
/// <param name="NotPlaced">Calls left over when the dates end.</param>
/// <param name="LastStart">When the last of <paramref name="Placed"/> starts, or null when there is none.</param>
public sealed record Completion(long Placed, long NotPlaced, Instant? LastStart)
{
    public bool Fits => NotPlaced == 0;
}

/// <summary>Calls that start on an Eastern day, or in an hour of it.</summary>
/// <param name="Start">The first instant of the day or hour.</param>
public sealed record Tally(Instant Start, long Calls)
{
    public LocalDate Day => Eastern.DayOf(Start);

    public int Hour => Eastern.WallClock(Start).Hour;
}
