using System.Globalization;
using NodaTime;

namespace Plum.Core.Times.Natural;

/// <summary>A zone that a text names: a place, or a fixed offset.</summary>
/// <param name="Place">Null when the offset is fixed.</param>
/// <param name="OffsetSeconds">East of UTC; up to 25 hours, which is more than any real zone has.</param>
internal sealed record NamedZone(DateTimeZone? Place, long OffsetSeconds)
{
    private static readonly Dictionary<string, string> Places = DateTimeZoneProviders.Tzdb.Ids
        .Where(id => id.Contains('/'))
        .ToDictionary(id => id, StringComparer.OrdinalIgnoreCase);

    public static NamedZone Utc { get; } = new(null, 0);

    /// <summary>
    /// Reads "EST", "(EST)", "+0200", "GMT-07:00" or "America/Chicago" and what it says of daylight time.
    /// </summary>
    public static NamedZone? Read(string text, ref bool? daylight)
    {
        var name = text.TrimStart(' ', '\t', '(').TrimEnd(')');
        var offset = name is ['G', 'M', 'T', '+' or '-', ..] ? name[3..] : name;

        if (offset is ['+' or '-', .. var digits])
        {
            daylight = false;
            return new(null, Seconds(digits) * (offset[0] == '-' ? -1 : 1));
        }

        if (Names.Zones.TryGetValue(name, out var zone))
        {
            daylight = zone.Daylight;
            return new(null, zone.Hours * 3600L);
        }

        return Places.TryGetValue(name, out var id) ? new(DateTimeZoneProviders.Tzdb[id], 0) : null;
    }

    // H, HH, HMM, HHMM and HHMMSS, or the same parts between colons.
    private static long Seconds(string digits)
    {
        var parts = digits.Contains(':') ? digits.Split(':') : Parts(digits);
        return parts
            .Zip([3600L, 60, 1], (part, seconds) => int.Parse(part, CultureInfo.InvariantCulture) * seconds)
            .Sum();
    }

    private static string[] Parts(string digits) => digits.Length switch
    {
        <= 2 => [digits],
        <= 4 => [digits[..^2], digits[^2..]],
        _ => [digits[..2], digits[2..4], digits[4..]],
    };
}
