using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Plum.Core.Times;

/// <summary>Times as people write them, read as PHP's strtotime reads them: "now", "oct 14th, 2003 11:05PM EST", "+3 days".</summary>
public static class NaturalTime
{
    /// <summary>Reads <paramref name="text"/> as a time said at <paramref name="now"/> in <paramref name="zone"/>.</summary>
    /// <param name="reason">Why there is no such time, naming the part that was not understood.</param>
    public static bool TryParse(
        string text, Instant now, DateTimeZone zone, out Instant instant, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        instant = now;
        reason = text == "now" ? null : $"'{text}' is not understood";
        return reason is null;
    }
}
