using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;

namespace Plum.Functions.Campaigns;

/// <summary>Lets the list that a campaign was created with join its queue.</summary>
/// <remarks>
/// A campaign and its list lie in different tables. The campaign's row names the list from the beginning, so whoever meets a
/// campaign
/// whose list is still pending, after a crash, lets it join; doing so again changes nothing.
/// </remarks>
public sealed class FirstLists(AccountTable accounts, CampaignTable campaigns, CallLists lists)
{
    public async Task JoinAsync(Campaign campaign, CancellationToken ct)
    {
        if (campaign.Pending is not { } pending)
        {
            return;
        }

        await lists.CommitAsync(campaign.Key, pending.BatchId, pending.Calls, ct);
        await accounts.ChangeAsync(
            campaign.Key.Account,
            async change =>
            {
                if (await campaigns.FindCampaignAsync(campaign.Key, ct) is { Value.Pending: not null } found)
                {
                    change.Replace(CampaignTable.Write(found.Value with { Pending = null }), found.Version);
                    change.Delete(UnfinishedWork.Join(campaign.Key.Id));
                }

                return true;
            },
            ct);
    }
}
