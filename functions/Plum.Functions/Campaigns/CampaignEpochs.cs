using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;

namespace Plum.Functions.Campaigns;

/// <summary>Lets the started campaigns that use an edited schedule or profile follow the edit at once.</summary>
public sealed class CampaignEpochs(AccountTable accounts, CampaignTable campaigns, CampaignControl control)
{
    /// <param name="move">What the edit makes of a started campaign.</param>
    internal EpochRaise Begin(string account, Func<Campaign, Campaign> move) =>
        new(accounts, campaigns, control, account, move);
}
