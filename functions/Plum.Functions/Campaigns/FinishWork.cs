using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Calls.Canceling;

namespace Plum.Functions.Campaigns;

/// <summary>
/// Does every five minutes what a crash kept a request from doing. Finding nothing is the normal case.
/// </summary>
public sealed partial class FinishWork(
    UnfinishedWork work,
    CampaignTable campaigns,
    FirstLists lists,
    AddedLists added,
    CancelOrders cancels,
    CampaignControl control,
    ILogger<FinishWork> logger)
{
    [Function(nameof(FinishWork))]
    public async Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken ct)
    {
        await foreach (var account in work.AccountsAsync(ct))
        {
            var left = await work.OfAsync(account.RowKey, ct);
            foreach (var (key, kind, list) in left)
            {
                LogUnfinished(key.Partition);
                try
                {
                    await FinishAsync(key, kind, list, ct);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
                {
                    LogStillUnfinished(key.Partition, e); // the others' work is done all the same
                }
            }

            if (left.Count == 0)
            {
                await work.ForgetAsync(account, ct);
            }
        }
    }

    private Task FinishAsync(CampaignKey key, WorkKind kind, PendingList? list, CancellationToken ct) => kind switch
    {
        WorkKind.Clear => ClearAsync(key, ct),
        WorkKind.Cancel => CancelAsync(key, ct),
        _ => list is null ? JoinAsync(key, ct) : added.JoinAsync(key, list, ct),
    };

    private async Task CancelAsync(CampaignKey key, CancellationToken ct)
    {
        await cancels.WorkOffAsync(key, ct);
        if (await campaigns.FindCampaignAsync(key, ct) is null)
        {
            await work.DoneAsync(key.Account, UnfinishedWork.Cancel(key.Id), ct); // deleted before it came to that
        }
    }

    private async Task JoinAsync(CampaignKey key, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is { } found)
        {
            await lists.JoinAsync(found.Value, ct);
        }
    }

    private async Task ClearAsync(CampaignKey key, CancellationToken ct)
    {
        await control.ChangedAsync(key, ct);
        await work.DoneAsync(key.Account, UnfinishedWork.Clear(key.Id), ct);
    }

    [LoggerMessage(
        312,
        LogLevel.Error,
        "The work for campaign {Campaign} could not be finished; it is tried again in five minutes.")]
    private partial void LogStillUnfinished(string campaign, Exception exception);

    [LoggerMessage(311, LogLevel.Warning, "A request left work for campaign {Campaign} unfinished; finishing it.")]
    private partial void LogUnfinished(string campaign);
}
