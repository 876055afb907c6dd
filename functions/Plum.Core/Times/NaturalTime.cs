using System.Diagnostics.CodeAnalysis;
using NodaTime;
using Plum.Core.Times.Natural;

namespace Plum.Core.Times;

/// <summary>
/// Times as people write them, read as PHP's strtotime reads them: "now", "oct 14th, 2003 11:05PM EST".
/// </summary>
/// <remarks>
/// What is accepted is read as PHP 8.2 and later read it, surprises included: "9am tomorrow" is midnight; "+2 hours"
/// moves the hands of the clock, so that one hour passes over the spring gap; on the fall-back day 01:30 is the first
/// one, even for "now". Refused, though PHP accepts them: blank texts and zones alone; years outside 1 to 9999; ISO
/// weeks and days of the year; "back of" and "front of"; other abbreviations of zones than ours, among them the
/// military letters, by which PHP takes "dec 5 5 a.m." for 2005 and "1730 MST" for 1730 milliseconds.
/// </remarks>
public static class NaturalTime
{
    /// <summary>Reads <paramref name="text"/> as a time said at <paramref name="now"/>.</summary>
    /// <param name="zone">Where it is said; the zone of times that name none.</param>
    /// <param name="instant">In whole seconds.</param>
    /// <param name="reason">Why there is no such time, naming the part that was not understood.</param>
    public static bool TryParse(
        string text, Instant now, DateTimeZone zone, out Instant instant, [NotNullWhen(false)] out string? reason)
    {
        instant = default;
        if (!Scanner.TryRead(text, out var reading, out reason))
        {
            return false;
        }

        if (Resolver.Resolve(reading, now.InZone(zone).LocalDateTime, zone) is not { } resolved)
        {
            reason = $"'{text}' is outside the years 1 to 9999";
            return false;
        }

        instant = resolved;
        reason = null;
        return true;
    }
}
