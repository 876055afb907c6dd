using NodaTime;

namespace Plum.Core.Calls;

/// <summary>What holds for every attempt of a call: of a campaign's calls together, or of one call queued by itself.</summary>
/// <param name="MaxRetries">0 to 10 retries after a failed attempt.</param>
/// <param name="RetryInterval">Seconds from the end of a failed attempt to the next, 60 to 172,800.</param>
/// <param name="CampaignParameters">What start_url is told of the campaign as a whole; empty when nothing is to be.</param>
/// <param name="Expires">From this instant on no attempt starts, or null.</param>
public sealed record CallSettings(
    string StartUrl, string? ResultUrl, int MaxRetries, int RetryInterval, string CampaignParameters = "", Instant? Expires = null)
{
    public const int MostRetries = 10;
    public const int ShortestInterval = 60;
    public const int LongestInterval = 172_800;
}
