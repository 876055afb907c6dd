namespace Plum.Core.Calls;

/// <summary>How many of a campaign's calls are in each state. They add up to <see cref="Accepted"/> at every instant.</summary>
public sealed record CampaignCounts(
    long Accepted, long Waiting, long Retrying, long InFlight, long Completed, long Failed, long Canceled, long Expired)
{
    /// <summary>Calls that will not change any more.</summary>
    public long Final => Completed + Failed + Canceled + Expired;
}
