using Azure;
using Microsoft.Extensions.Logging;
using Plum.Core.Campaigns;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// Lets the list that a campaign was created with join its queue, and starts the campaign if it is one of queuecalls.
/// </summary>
/// <remarks>
/// A campaign and its list lie in different tables. The campaign's row names the list from the beginning, so whoever
/// meets a campaign whose list is still pending, after a crash, lets it join; doing so again changes nothing.
/// </remarks>
public sealed partial class FirstLists(
    AccountTable accounts, CampaignTable campaigns, StartedIndex started, CallLists lists, CampaignControl control,
    TimeProvider time, ILogger<FirstLists> logger)
{
    /// <summary>
    /// For a campaign just made: it and its list are on disk and know each other. Should storage fail just now, the
    /// rest follows by timer.
    /// </summary>
    public async Task TryJoinAsync(Campaign campaign, CancellationToken ct)
    {
        try
        {
            await JoinAsync(campaign, ct);
        }
        catch (Exception e) when (e is BusyException or RequestFailedException)
        {
            LogJoinFailed(campaign.Key.Partition, e);
        }
    }

    public async Task JoinAsync(Campaign campaign, CancellationToken ct)
    {
        if (campaign.Pending is not { } pending)
        {
            return;
        }

        await lists.CommitAsync(campaign.Key, pending, ct);
        if (campaign.Queued is not null)
        {
            // Before the start itself: the index may name a campaign too much, never one too few.
            await started.AddAsync(campaign.Key, ct);
        }

        await accounts.ChangeAsync(campaign.Key.Account, change => JoinAsync(change, campaign.Key, ct), ct);
        if (campaign.Queued is not null)
        {
            await control.ChangedAsync(campaign.Key, ct);
        }
    }

    private async Task<bool> JoinAsync(AccountChange change, CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is { Value.Pending: not null } found)
        {
            var joined = found.Value with { Pending = null };
            change.Replace(
                CampaignTable.Write(joined.Queued is null ? joined : joined.Start(time.Now()) ?? joined),
                found.Version);
            change.Delete(UnfinishedWork.Join(key.Id));
        }

        return true;
    }

    [LoggerMessage(302, LogLevel.Warning, "The list of campaign {Campaign} could not join its queue yet.")]
    private partial void LogJoinFailed(string campaign, Exception exception);
}
