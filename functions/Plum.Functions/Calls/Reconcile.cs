using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Looks every five minutes for what a crash may have left undone. Finding nothing is the normal case.</summary>
public sealed class Reconcile(
    CampaignTable campaigns, StartedIndex started, CallTable calls, Dialer dialer, TimeProvider time, ILogger<Reconcile> logger)
{
    /// <summary>A run is ended here only long after its lease: the redelivered dial message is the first to do it.</summary>
    private static readonly Duration Patience = Duration.FromMinutes(5);

    [Function(nameof(Reconcile))]
    public async Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient durable, CancellationToken ct)
    {
        await foreach (var entry in campaigns.StartedCampaignsAsync(ct))
        {
            try
            {
                await CheckAsync(entry, durable, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.NotChecked(entry.Key.Partition, e); // the others are looked at all the same
            }
        }
    }

    private async Task CheckAsync(StartedCampaign entry, DurableTaskClient durable, CancellationToken ct)
    {
        var setup = await campaigns.LoadSetupAsync(entry.Key, ct);
        var running = await durable.GetInstanceAsync(entry.Key.Partition, getInputsAndOutputs: false, ct) is { IsCompleted: false };
        var ledger = await calls.ReadLedgerAsync(entry.Key, ct);
        if (!running && (setup is null || !HasWork(setup.Campaign.Value, ledger) || IsOver(setup, ledger)))
        {
            await started.ForgetAsync(entry, ct);
            return;
        }

        if (setup is not null && (!running || (setup.MayDial && (IsUnheard(setup, ledger) || await IsOverdueAsync(setup, ct)))))
        {
            logger.Waking(entry.Key.Partition);
            await NotifyCampaign.WakeAsync(durable, entry.Key, ct);
        }

        if (setup is not null)
        {
            await EndAbandonedRunsAsync(setup.Campaign.Value, ledger, ct);
        }
    }

    // A campaign that was stopped still has to record its last calls, and one of queuecalls to end the others when it expires.
    private static bool HasWork(Campaign campaign, CampaignLedger ledger) =>
        campaign.State == CampaignState.Started || campaign.Queued?.Expires is not null || !ledger.Runs.IsEmpty;

    private bool IsOver(CampaignSetup setup, CampaignLedger ledger) =>
        ledger.Runs.IsEmpty
        && ledger.Count(time.Now()) is var counts
        && (setup.Campaign.Value.IsDone(counts) || (setup.Calendar.End <= time.Now() && counts.Final == counts.Accepted));

    /// <summary>A start, an edit or added calls that the orchestration has not been told of: whoever saved them did not get that far.</summary>
    private bool IsUnheard(CampaignSetup setup, CampaignLedger ledger)
    {
        var progress = ledger.AdmittedTo(setup.Campaign.Value);
        var now = time.Now();
        return setup.Epoch != progress.Epoch
            || (!progress.Pending.IsEmpty && progress.Given.IsEmpty && progress.GivenOutTo + Patience < now && setup.Calendar.IsOpenAt(now));
    }

    /// <summary>A call queued by itself that the orchestration has not been told of.</summary>
    private async Task<bool> IsOverdueAsync(CampaignSetup setup, CancellationToken ct) =>
        setup.Campaign.Value.IsDefault
        && await calls.DueBeforeAsync(setup.Campaign.Value.Key, time.Now() - Patience, 1, ct) is { Count: > 0 };

    private async Task EndAbandonedRunsAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        foreach (var run in ledger.Runs.Where(run => !run.Run.IsRecorded && run.Run.LeaseUntil + Patience < time.Now()))
        {
            logger.Abandoned(campaign.Key.Partition, run.Row, run.Run.Calls.Length);
            await dialer.ResolveAsync(campaign, run, mayDial: false, ct);
        }
    }
}

internal static partial class ReconcileLog
{
    [LoggerMessage(132, LogLevel.Error, "Campaign {Campaign} could not be checked; it is checked again in five minutes")]
    public static partial void NotChecked(this ILogger logger, string campaign, Exception exception);

    [LoggerMessage(131, LogLevel.Information, "Campaign {Campaign} is started and its orchestration does not know all of it; telling it")]
    public static partial void Waking(this ILogger logger, string campaign);
}
