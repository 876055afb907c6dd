using Azure;
using NodaTime;
using Plum.Core.Campaigns;

namespace Plum.Functions.Campaigns;

/// <summary>
/// An entry of the index of started campaigns. The campaign's own row has the last word: an entry may be too much,
/// never too little.
/// </summary>
/// <param name="Since">When the entry was last written.</param>
public sealed record StartedCampaign(CampaignKey Key, Instant Since, ETag Version);
