using NodaTime;

namespace Plum.Core.Campaigns;

/// <summary>
/// What happens to a campaign. Every move raises the epoch, so that calls released before it are not dialed after it.
/// </summary>
public static class CampaignMoves
{
    /// <summary>
    /// A start, or an edit of the pace, begins its first period so long after it was asked for: by then no dialer works
    /// under the old epoch any more and the first call has been given out, so that it is as punctual as every other.
    /// </summary>
    public static readonly Duration TakesEffect = Duration.FromSeconds(1);

    /// <summary>
    /// The last day is over, or the expiration instant has come: nothing of the campaign will be dialed again.
    /// </summary>
    public static bool IsOver(this Campaign campaign, Instant now) => campaign.End <= now;

    /// <summary>
    /// Why nothing of the campaign will be dialed again, in words to follow a colon; null while something may be.
    /// </summary>
    public static string? WhyOver(this Campaign campaign, Instant now) => !campaign.IsOver(now) ? null
        : campaign.Queued is not null ? "it has expired"
        : $"its end date, {campaign.EndDate:uuuu'-'MM'-'dd}, is over";

    /// <summary>The campaign started, with a fresh period; null when it was started already.</summary>
    public static Campaign? Start(this Campaign campaign, Instant now) => campaign.State == CampaignState.Started
        ? null
        : campaign with
        {
            State = CampaignState.Started,
            Epoch = campaign.Epoch + 1,
            Anchor = Instant.Max(now + TakesEffect, campaign.Queued?.Opens ?? Instant.MinValue),
        };

    /// <summary>The campaign stopped, its queue kept; null when it was stopped already.</summary>
    public static Campaign? Stop(this Campaign campaign) => campaign.State == CampaignState.Stopped
        ? null
        : campaign with { State = CampaignState.Stopped, Epoch = campaign.Epoch + 1 };

    /// <summary>The campaign after its schedule was edited.</summary>
    public static Campaign Rescheduled(this Campaign campaign) => campaign with { Epoch = campaign.Epoch + 1 };

    /// <summary>The campaign after one of its profiles was edited: a fresh period at the new pace.</summary>
    public static Campaign Repaced(this Campaign campaign, Instant now) =>
        campaign with { Epoch = campaign.Epoch + 1, Anchor = now + TakesEffect };

    /// <summary>
    /// The campaign with an order to cancel all that waits: dialers that know of any of it are out of date.
    /// </summary>
    public static Campaign Cancel(this Campaign campaign, CancelOrder order) =>
        campaign with { Canceling = order, Epoch = campaign.Epoch + 1 };
}
