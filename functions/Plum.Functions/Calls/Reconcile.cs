using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>
/// Looks every five minutes for what a crash may have left undone. Finding nothing is the normal case.
/// </summary>
public sealed class Reconcile(
    CampaignTable campaigns, StartedIndex started, CallTable calls, AbandonedRuns abandoned, Unheard unheard,
    Standstill standstill, PoisonedMessages poisoned, TimeProvider time, ILogger<Reconcile> logger)
{
    /// <summary>A word may be on its way so long.</summary>
    private static readonly Duration Patience = Duration.FromMinutes(5);

    [Function(nameof(Reconcile))]
    public async Task Run(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient durable,
        CancellationToken ct)
    {
        var stalled = 0;
        await foreach (var entry in campaigns.StartedCampaignsAsync(ct))
        {
            using var scope = logger.Campaign(entry.Key);
            try
            {
                stalled += await CheckAsync(entry, durable, ct) ? 1 : 0;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                PlumMeter.Found(Finding.NotChecked);
                logger.NotChecked(entry.Key.Partition, e); // the others are looked at all the same
            }
        }

        StalledCampaigns.Note(stalled, time);
        await poisoned.TakeUpAsync(ct);
    }

    // Whether the campaign stands still.
    private async Task<bool> CheckAsync(StartedCampaign entry, DurableTaskClient durable, CancellationToken ct)
    {
        var setup = await campaigns.LoadSetupAsync(entry.Key, ct);
        var running = await durable.GetInstanceAsync(
            entry.Key.Partition, getInputsAndOutputs: false, ct) is { IsCompleted: false };
        var ledger = await calls.ReadLedgerAsync(entry.Key, ct);
        if (!running && setup is null && await campaigns.FindDeletedAsync(entry.Key, ct) is not null)
        {
            // Its last calls are not all posted, or not removed.
            await NotifyCampaign.WakeAsync(durable, entry.Key, cause: null, ct);
            return false;
        }

        if (!running && (setup is null || !HasWork(setup.Campaign.Value, ledger) || IsOver(setup, ledger)))
        {
            standstill.Forget(entry.Key);
            await started.ForgetAsync(entry, ct);
            return false;
        }

        if (setup is null)
        {
            return false;
        }

        var overdue = setup.MayDial && await unheard.IsOverdueAsync(setup, Patience, ct);
        if (Left(setup, ledger, running, overdue) is { } finding)
        {
            PlumMeter.Found(finding);
            logger.Waking(entry.Key.Partition);
            await NotifyCampaign.WakeAsync(durable, entry.Key, cause: null, ct);
        }

        await abandoned.EndAsync(setup, ledger, ct);
        return standstill.IsOf(setup, ledger, overdue);
    }

    private string? Left(CampaignSetup setup, CampaignLedger ledger, bool running, bool overdue) =>
        !running ? Finding.NotRunning
        : setup.MayDial && unheard.IsOf(setup, ledger, Patience) ? Finding.Unheard
        : overdue ? Finding.Overdue
        : null;

    // A campaign that was stopped still has to record its last calls, and one of queuecalls to end the others when it
    // expires.
    private static bool HasWork(Campaign campaign, CampaignLedger ledger) =>
        campaign.State == CampaignState.Started || campaign.Queued?.Expires is not null || !ledger.Runs.IsEmpty;

    private bool IsOver(CampaignSetup setup, CampaignLedger ledger) =>
        ledger.Runs.IsEmpty
        && ledger.Count(time.Now()) is var counts
        && (setup.Campaign.Value.IsDone(counts)
            || (setup.Calendar.End <= time.Now() && counts.Final == counts.Accepted));
}

internal static partial class ReconcileLog
{
    [LoggerMessage(
        132, LogLevel.Error, "Campaign {Campaign} could not be checked; it is checked again in five minutes")]
    public static partial void NotChecked(this ILogger logger, string campaign, Exception exception);

    [LoggerMessage(
        131,
        LogLevel.Information,
        "Campaign {Campaign} is started and its orchestration does not know all of it; telling it")]
    public static partial void Waking(this ILogger logger, string campaign);
}
