using NodaTime;

namespace Plum.Core.Campaigns;

/// <summary>
/// What makes a campaign one of the outbound web services': open at all hours between two instants, without schedule
/// and profiles.
/// </summary>
/// <param name="Name">
/// Its campaign_name, unique within the account (queuecalls); null for the account's default campaign, whose calls all
/// have settings of their own (queuecall).
/// </param>
/// <param name="Opens">The scheduled instant: no call starts before.</param>
/// <param name="Expires">The expiration instant: no call starts from then on. Null when there is none.</param>
public sealed record QueuedCampaign(
    string? Name, Instant Opens, Instant? Expires = null, string CampaignParameters = "");
