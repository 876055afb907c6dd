using System.Numerics;
using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Tests.Pacing;

/// <summary>What the planner should do, the slow and obvious way: minute by minute, then slot by slot.</summary>
internal static class Reference
{
    private static readonly BigInteger TicksPerMinute = new(NodaConstants.TicksPerMinute);

    /// <summary>A slot and the period it belongs to.</summary>
    public sealed record Slot(Instant At, Instant PeriodStart);

    /// <summary>Every slot of a campaign, in time order.</summary>
    public static IEnumerable<Slot> Slots(Calendar calendar, Instant anchor, double callsPerSecond)
    {
        for (var day = calendar.FirstDay; day <= calendar.LastDay; day = day.PlusDays(1))
        {
            if (!calendar.Days.HasFlag(Enum.Parse<Weekdays>(day.DayOfWeek.ToString()[..3])))
            {
                continue;
            }

            var stretches =
                from window in calendar.Windows
                from stretch in Stretches(day, window)
                where stretch.Close > anchor
                orderby stretch.Open
                select Slots(Instant.Max(stretch.Open, anchor), stretch.Close, window.Pace, callsPerSecond);

            foreach (var slot in stretches.SelectMany(slots => slots))
            {
                yield return slot;
            }
        }
    }

    /// <summary>Which calls take which slots: the retry that is due longest, else the next fresh call.</summary>
    public static IEnumerable<(Instant At, bool Retry)> Starts(PlanRequest request)
    {
        var waiting = request.Waiting;
        var retries = new Queue<Instant>(request.Due);

        foreach (var slot in Slots(request.Calendar, request.Anchor, request.CallsPerSecond).Where(
            slot => slot.At >= request.From))
        {
            if (retries.TryPeek(out var due) && due <= slot.At)
            {
                retries.Dequeue();
                yield return (slot.At, true);
            }
            else if (waiting > 0)
            {
                waiting--;
                yield return (slot.At, false);
            }
        }
    }

    /// <summary>Reads the clock on the wall at every minute of the day and a little beyond.</summary>
    private static IEnumerable<(Instant Open, Instant Close)> Stretches(LocalDate day, Window window)
    {
        var minute = Duration.FromMinutes(1);
        Instant? open = null;
        var (start, end) = (Eastern.StartOfDay(day) - minute, Eastern.EndOfDay(day) + minute);

        for (var now = start; now <= end; now += minute)
        {
            var wall = now.InZone(Eastern.Zone).LocalDateTime;
            var isOpen = wall.Date == day && wall.TimeOfDay >= window.Start
                && (wall.TimeOfDay < window.End || window.End == LocalTime.Midnight);

            if (isOpen && open is null)
            {
                open = now;
            }
            else if (!isOpen && open is { } opened)
            {
                yield return (opened, now);
                open = null;
            }
        }
    }

    private static IEnumerable<Slot> Slots(Instant begin, Instant end, Pace pace, double callsPerSecond)
    {
        var spacing = new BigInteger(Math.Ceiling(NodaConstants.TicksPerSecond / callsPerSecond));
        var period = pace.PeriodMinutes * TicksPerMinute;
        var amount = BigInteger.Max(1, BigInteger.Min(pace.AmountPerPeriod, period / spacing));

        for (BigInteger start = 0; start < (end - begin).BclCompatibleTicks; start += period
            + (pace.RestMinutes * TicksPerMinute))
        {
            for (BigInteger slot = 0; slot < amount; slot++)
            {
                var offset = pace.Spread == Spread.Burst ? slot * spacing : ((slot * period) + amount - 1) / amount;
                var at = start + offset;

                if (at >= (end - begin).BclCompatibleTicks)
                {
                    break;
                }

                yield return new(begin + Duration.FromTicks((long)at), begin + Duration.FromTicks((long)start));
            }
        }
    }
}
