namespace Plum.Core.Calls;

/// <summary>
/// How many of a campaign's calls are in each state. They add up to <see cref="Accepted"/> at every instant.
/// </summary>
public sealed record CampaignCounts(
    long Accepted, long Waiting, long Retrying, long InFlight, long Completed, long Failed, long Canceled, long Expired)
{
    /// <summary>Calls that will not change any more.</summary>
    public long Final => Completed + Failed + Canceled + Expired;

    /// <summary>
    /// Calls that are in the queue or being placed: what may still be completed (the old campaign interface's Pending).
    /// </summary>
    public long Pending => Waiting + Retrying + InFlight;

    /// <summary>
    /// Calls that are over and were not completed, whatever the reason; their results say failed or canceled.
    /// </summary>
    public long NotCompleted => Failed + Canceled + Expired;
}
