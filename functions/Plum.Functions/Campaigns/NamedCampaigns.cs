using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Makes campaigns of their own for the lists of queuecalls, which start by themselves.</summary>
public sealed class NamedCampaigns(
    AccountTable accounts, CampaignTable campaigns, UnfinishedWork work, FirstLists firstLists, CallLists lists,
    TimeProvider time)
{
    /// <summary>Makes the campaign, or answers null when the account has one of this name.</summary>
    /// <param name="staged">Its list, at least one call.</param>
    /// <param name="keep">
    /// Called when the list may belong to the campaign from now on, whatever becomes of the request.
    /// </param>
    /// <param name="answer">
    /// What to keep under the idempotency key, given the campaign; written in the same transaction.
    /// </param>
    internal async Task<Campaign?> TryCreateAsync(
        Caller caller,
        NamedCampaign named,
        StagedList staged,
        Action keep,
        IdempotencyClaim? claim,
        Func<Campaign, Answer> answer,
        CancellationToken ct)
    {
        if (await campaigns.FindQueuedAsync(caller.Account, named.Name, ct) is not null)
        {
            return null;
        }

        var list = await lists.PendingAsync(staged, ct)
            ?? throw new ArgumentException("The list is empty.", nameof(staged));
        list = list with { MessageReference = named.MessageReference, CallParameters = named.CallParameters };
        await work.ExpectAsync(caller.Account, ct);
        keep();
        var created =
            await accounts.ChangeAsync(caller, change => CreateAsync(change, named, list, claim, answer, ct), ct);
        if (created is not null)
        {
            await firstLists.TryJoinAsync(created, ct);
        }

        return created;
    }

    private async Task<Campaign?> CreateAsync(
        AccountChange change,
        NamedCampaign named,
        PendingList list,
        IdempotencyClaim? claim,
        Func<Campaign, Answer> answer,
        CancellationToken ct)
    {
        if (await campaigns.FindQueuedAsync(change.Account, named.Name, ct) is not null)
        {
            return null;
        }

        var key = new CampaignKey(change.Account, change.NextId(AccountRows.Campaign));
        var queued =
            new QueuedCampaign(named.Name, named.Scheduled, named.Settings.Expires, named.Settings.CampaignParameters);
        var campaign = Campaign.Of(key, queued, named.Settings, time.Now()) with { Pending = list };
        CampaignTable.Add(change, campaign);
        change.Add(UnfinishedWork.Join(key.Id));
        change.Answer(claim, answer(campaign));
        return campaign;
    }
}
