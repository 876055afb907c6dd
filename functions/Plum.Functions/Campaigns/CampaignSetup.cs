using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>A campaign, and the calendar that its schedule and profiles make of it at present.</summary>
public sealed record CampaignSetup(Stored<Campaign> Campaign, Calendar Calendar);
