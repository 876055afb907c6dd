using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Canceling;

/// <summary>
/// Works off an order to cancel all: the calls that wait in the list's order as ranges, the others by their due rows.
/// </summary>
public sealed class CancelSteps(CampaignTable campaigns, CallTable calls, WaitingCalls waitingCalls, TimeProvider time)
{
    /// <summary>
    /// Cancels everything the order is about, as long as it stands. False when somebody saved something in between:
    /// what is left is for another try.
    /// </summary>
    /// <remarks>To be called when no call can start any more that was given out before the order.</remarks>
    public async Task<bool> TryFinishAsync(Campaign campaign, CancelOrder order, CancellationToken ct)
    {
        var read = await calls.ReadLedgerAsync(campaign.Key, ct);

        // Looked at after the ledger: whoever closes an order has saved a ledger before, which this one then is not any
        // more.
        if ((await campaigns.FindCampaignAsync(campaign.Key, ct))?.Value.Canceling != order)
        {
            return true;
        }

        if (await TryCancelListAsync(campaign, order, read, ct) is not { } ledger)
        {
            return false;
        }

        if (!campaign.MayRetry && !ledger.OwesRetries)
        {
            return true; // nothing waits by itself
        }

        var ends = Ends(ledger);
        var due = calls.DueAsync(campaign.Key, ct).Where(attempt =>
            attempt.Position < order.UpTo && (!ends.TryGetValue(attempt.Position, out var end) || end <= time.Now()));
        await foreach (var part in due.Chunk(WaitingCalls.DueStep).WithCancellation(ct))
        {
            var progress = ledger.Progress.CanceledBy(order.Id, PositionRanges.None, part.Length);
            if (await waitingCalls.TryEndAsync(
                campaign, CallState.Canceled, ledger, progress, part, ct) is not { } after)
            {
                return false;
            }

            ledger = after;
        }

        return true;
    }

    // What was given out goes back first: its messages are out of date.
    private async Task<CampaignLedger?> TryCancelListAsync(
        Campaign campaign, CancelOrder order, CampaignLedger read, CancellationToken ct)
    {
        var seen = read.AdmittedTo(campaign).Seen(read.Runs.Select(run => run.Run), new HashSet<DueAttempt>());
        var taken = seen.TakenBack(seen.Epoch, seen.Anchor, time.Now());
        var waiting = taken.Pending.Below(order.UpTo);
        return await waitingCalls.TryEndAsync(
            campaign, CallState.Canceled, read, taken.CanceledBy(order.Id, waiting), waiting, ct);
    }

    // A call is in flight, and not yet owed its retry, until its last attempt is over.
    private static Dictionary<long, Instant> Ends(CampaignLedger ledger) => ledger.Runs
        .SelectMany(run => run.Run.Calls.Select(
            (call, i) => (call.Position, EndsAt: run.Run.IsRecorded ? run.Run.Endings[i].EndsAt : Instant.MaxValue)))
        .GroupBy(call => call.Position)
        .ToDictionary(call => call.Key, call => call.Max(attempt => attempt.EndsAt));
}
