using NodaTime;

namespace Plum.Core.Calls;

/// <summary>
/// What holds for every attempt of a call: of a campaign's calls together, or of one call queued by itself.
/// </summary>
/// <param name="MaxRetries">0 to 10 retries after an attempt that nobody answered, unless there are rules.</param>
/// <param name="RetryInterval">Seconds from the end of such an attempt to the next, 60 to 172,800.</param>
/// <param name="CampaignParameters">
/// What start_url is told of the campaign as a whole; empty when nothing is to be.
/// </param>
/// <param name="Expires">From this instant on no attempt starts, or null.</param>
/// <param name="Retry">Rules for each outcome, in place of <paramref name="MaxRetries"/> and its interval.</param>
public sealed record CallSettings(
    string StartUrl, string? ResultUrl, int MaxRetries, int RetryInterval, string CampaignParameters = "",
    Instant? Expires = null, RetryRules? Retry = null)
{
    public const int MostRetries = 10;
    public const int ShortestInterval = 60;
    public const int DefaultInterval = 300;
    public const int LongestInterval = 172_800;

    /// <summary>The rules that hold, in whatever form they were given.</summary>
    public RetryRules Retries => Retry ?? RetryRules.Plain(MaxRetries, RetryInterval);
}
