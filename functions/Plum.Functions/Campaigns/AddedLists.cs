using System.Text.Json;
using Azure;
using Microsoft.Extensions.Logging;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Lets the lists of Add Calls join the queues of their campaigns.</summary>
/// <remarks>
/// The account is told first, in the transaction that notes the calls in its audit log: from then on they are as good
/// as queued, since <see cref="FinishWork"/> lets them join should this process die. Letting them join again changes
/// nothing.
/// </remarks>
public sealed partial class AddedLists(
    UnfinishedWork work, CampaignTable campaigns, StartedIndex started, CallLists lists, CampaignControl control,
    ILogger<AddedLists> logger)
{
    internal static void Add(AccountChange change, CampaignKey key, PendingList list)
    {
        change.Add(UnfinishedWork.Add(key, list), JsonSerializer.Serialize(list, StoredJson.Default.PendingList));
        change.Note(CampaignTable.Named(key), AuditAction.CallsAdded, new AuditField("calls", list.Calls));
    }

    /// <summary>Likewise; should storage fail just now, the rest follows by timer.</summary>
    public async Task TryJoinAsync(CampaignKey key, PendingList list, CancellationToken ct)
    {
        try
        {
            await JoinAsync(key, list, ct);
        }
        catch (Exception e) when (e is BusyException or RequestFailedException)
        {
            LogJoinFailed(key.Partition, e);
        }
    }

    /// <summary>
    /// Puts an added list at the end of its campaign's queue, unless it is there; drops it when the campaign is gone.
    /// </summary>
    public async Task JoinAsync(CampaignKey key, PendingList list, CancellationToken ct)
    {
        await (await campaigns.FindCampaignAsync(key, ct) is { Value: var campaign }
            ? JoinAsync(campaign, list, ct)
            : lists.DiscardAsync(list, ct));
        await work.DoneAsync(key.Account, UnfinishedWork.Add(key, list), ct);
    }

    private async Task JoinAsync(Campaign campaign, PendingList list, CancellationToken ct)
    {
        if (campaign.State == CampaignState.Started)
        {
            // Calls added to a campaign that is over wait for a check of it, and the index forgets those.
            await started.AddAsync(campaign.Key, ct);
        }

        await lists.CommitAsync(campaign.Key, list, ct);

        // One that was deleted meanwhile is told too: the word has these calls cleared away.
        if (await campaigns.FindCampaignAsync(campaign.Key, ct) is not { Value.State: CampaignState.Stopped })
        {
            await control.ChangedAsync(campaign.Key, ct);
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "Calls added to campaign {Campaign} could not join its queue yet.")]
    private partial void LogJoinFailed(string campaign, Exception exception);
}
