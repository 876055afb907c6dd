using NodaTime;
using Plum.Core.Times;

namespace Plum.Core.Tests.Times;

/// <summary>A time said somewhere, and whether it is of a family that must be read when the reference reads it.</summary>
public sealed record SaidTime(string Zone, long Now, bool MustBeRead, string Text)
{
    private static readonly Dictionary<string, DateTimeZone> Zones = [];

    /// <summary>Seconds since 1970, or null when it is refused.</summary>
    public long? Read()
    {
        if (!Zones.TryGetValue(Zone, out var zone))
        {
            Zones[Zone] = zone = DateTimeZoneProviders.Tzdb[Zone];
        }

        return NaturalTime.TryParse(Text, Instant.FromUnixTimeSeconds(Now), zone, out var instant, out _) ? instant.ToUnixTimeSeconds() : null;
    }

    /// <summary>How the reading departs from the reference's, or null when it does not. Only refusing more is allowed, outside the families.</summary>
    public string? Departure(long? expected)
    {
        var actual = Read();
        return actual == expected || (actual is null && !MustBeRead)
            ? null
            : $"\"{Text}\" said at {Now} ({Instant.FromUnixTimeSeconds(Now)}) in {Zone} is {expected?.ToString() ?? "refused"}, "
                + $"was {actual?.ToString() ?? "refused"}";
    }
}
