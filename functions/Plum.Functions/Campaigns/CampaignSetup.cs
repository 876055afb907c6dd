using Plum.Core.Accounts;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// A campaign, the calendar that its schedule and profiles make of it at present, and what administration allows.
/// </summary>
public sealed record CampaignSetup(Stored<Campaign> Campaign, Calendar Calendar, DialPermit Permit)
{
    /// <summary>
    /// What dial messages carry: it grows when the campaign moves, and when its account's calls may go on.
    /// </summary>
    public long Epoch => Campaign.Value.Epoch + Permit.Resumptions;

    /// <summary>The user wants it to dial, and administration allows it.</summary>
    public bool MayDial => Campaign.Value.State == CampaignState.Started && Permit.MayDial;
}
