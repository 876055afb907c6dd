using NodaTime;

namespace Plum.Core.VoiceTrends;

/// <summary>
/// Where somebody stands with a limit: what the X-RateLimit headers say (VoiceTrends API, rate limits).
/// </summary>
/// <param name="Limit">Requests that a window allows.</param>
/// <param name="Used">How many of them are counted, this one included.</param>
/// <param name="Reset">The end of the window.</param>
public sealed record RateStanding(int Limit, int Used, Instant Reset)
{
    /// <summary>Authentications of one tool and login in a window.</summary>
    public const int Authentications = 15;

    /// <summary>Requests for data of one account in a window, whatever the resource.</summary>
    public const int DataRequests = 150;

    public int Remaining => Math.Max(0, Limit - Used);

    public bool UsedUp => Used >= Limit;

    /// <summary>Of a request that could not be counted, for nobody knows whose it is.</summary>
    public static RateStanding Untouched(int limit, Instant now) => Of(RateWindow.Of(now), limit);

    public static RateStanding Of(RateWindow window, int limit) => new(limit, window.Requests.Length, window.End);
}
