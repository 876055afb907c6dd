using NodaTime;
using NodaTime.TimeZones;

namespace Plum.Core.Times.Natural;

/// <summary>The instant at which a zone's clocks show a reading, also where they go forward or back.</summary>
/// <remarks>
/// A reading that is skipped lies as far behind the change as it was meant to. A reading that is shown twice is the
/// first of them west of Greenwich and, unless the zone is named in the text, the second of them east of it.
/// </remarks>
internal static class WallClock
{
    private const long TwoHours = 7200;

    /// <param name="seconds">The reading, as seconds since 1970 on the same wall.</param>
    /// <param name="named">Whether the text names the zone.</param>
    /// <param name="daylight">Whether the text speaks of daylight time.</param>
    public static long ToUnixTime(long seconds, DateTimeZone zone, bool named, bool? daylight)
    {
        var asUtc = At(zone, seconds);
        var offset = asUtc.WallOffset.Seconds;
        var actual = At(zone, seconds - offset);
        if (named && actual.WallOffset == asUtc.WallOffset)
        {
            actual = Clarified(seconds, zone, asUtc, actual, daylight);
        }

        var actualOffset = actual.WallOffset.Seconds;
        var skipped = actual.HasStart
            && seconds - offset >= actual.Start.ToUnixTimeSeconds()
            && seconds - actualOffset < actual.Start.ToUnixTimeSeconds();
        return seconds - (skipped ? offset : actualOffset);
    }

    // Near a change, the reading taken for UTC may lie beyond it while the instant meant does not.
    private static ZoneInterval Clarified(
        long seconds, DateTimeZone zone, ZoneInterval asUtc, ZoneInterval actual, bool? daylight)
    {
        var offset = asUtc.WallOffset.Seconds;
        var inDaylight = asUtc.Savings != Offset.Zero;
        if (offset >= 0 && daylight != false && !inDaylight)
        {
            var earlier = At(zone, seconds - offset - TwoHours);
            var isEarlier = earlier.WallOffset != actual.WallOffset
                && seconds - earlier.WallOffset.Seconds < Start(actual);
            return isEarlier ? earlier : actual;
        }

        if (offset <= 0 && daylight == false && inDaylight)
        {
            var later = At(zone, seconds - offset + TwoHours);
            var isLater = later.WallOffset != actual.WallOffset && seconds - later.WallOffset.Seconds >= Start(later);
            return isLater ? later : actual;
        }

        return actual;
    }

    private static long Start(ZoneInterval interval) =>
        interval.HasStart ? interval.Start.ToUnixTimeSeconds() : long.MinValue;

    private static ZoneInterval At(DateTimeZone zone, long seconds) =>
        zone.GetZoneInterval(Instant.FromUnixTimeSeconds(Math.Min(seconds, Instant.MaxValue.ToUnixTimeSeconds())));
}
