using NodaTime;
using NodaTime.Text;
using Plum.Core.Times;

namespace Plum.Core.Queueing;

/// <summary>
/// Between which instants a call may be attempted (both documents: scheduled_timestamp to expiration_time).
/// </summary>
/// <param name="Scheduled">An instant that is over means at once.</param>
/// <param name="Expires">Null is never.</param>
public sealed record CallTimes(Instant Scheduled, Instant? Expires)
{
    private const int MaxTimeLength = 80;

    /// <summary>The last instant that can be waited for, at the end of the year 9999.</summary>
    public static readonly Instant Latest = Eastern.EndOfDay(Eastern.LastDay) - Duration.FromSeconds(1);

    /// <summary>Reads unix seconds or natural language; a timestamp that is not 0 wins over words.</summary>
    /// <param name="zone">For times written without a zone.</param>
    public static CallTimes Read(PostVariables sent, Instant now, DateTimeZone zone)
    {
        var scheduled = Read(sent, "scheduled", now, zone);
        var expires = Read(sent, "expiration", now, zone);
        if (expires is { At: var end, Name: var name })
        {
            if (end <= now)
            {
                sent.AddFault($"{name} is {Shown(end)}, which is over.");
            }
            else if (end <= scheduled?.At)
            {
                sent.AddFault($"{name} is {Shown(end)}, which is not after the scheduled {Shown(scheduled.Value.At)}.");
            }
        }

        return new(scheduled?.At ?? now, expires?.At);
    }

    private static (string Name, Instant At)? Read(PostVariables sent, string which, Instant now, DateTimeZone zone)
    {
        var name = $"{which}_timestamp";
        if (sent.WholeNumber(name, 0, Latest.ToUnixTimeSeconds()) is { } seconds and not 0)
        {
            return (name, Instant.FromUnixTimeSeconds(seconds));
        }

        name = $"{which}_time";
        if (sent.Text(name, MaxTimeLength) is not { } text)
        {
            return null;
        }

        if (!NaturalTime.TryParse(text, now, zone, out var at, out var reason))
        {
            sent.AddFault($"{name}: {reason}.");
        }
        else if (at > Latest)
        {
            sent.AddFault($"{name} lies after the year 9999.");
        }
        else
        {
            return (name, at);
        }

        return null;
    }

    private static string Shown(Instant at) => InstantPattern.General.Format(at);
}
