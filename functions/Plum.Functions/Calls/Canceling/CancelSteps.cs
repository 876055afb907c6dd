using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Results;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Canceling;

/// <summary>
/// Works off an order to cancel all: the calls that wait in the list's order as ranges, the others by their due rows.
/// </summary>
/// <remarks>
/// Each save holds the counts with what it counts, and results are sent before it, so that a crash between any two loses nothing.
/// </remarks>
public sealed class CancelSteps(CampaignTable campaigns, CallTable calls, ResultQueue results, TimeProvider time)
{
    /// <summary>Two rows a call, and those of progress and totals, fit into a transaction.</summary>
    private const int DueStep = (CallTable.TransactionLimit - 2) / 2;

    /// <summary>A message to the poster comes this long after it was sent, when its calls are saved as canceled.</summary>
    private static readonly Duration Saved = Duration.FromSeconds(2);

    /// <summary>
    /// Cancels everything the order is about, as long as it stands. False when somebody saved something in between: what is left
    /// is for another try.
    /// </summary>
    /// <remarks>To be called when no call can start any more that was given out before the order.</remarks>
    public async Task<bool> TryFinishAsync(Campaign campaign, CancelOrder order, CancellationToken ct)
    {
        var read = await calls.ReadLedgerAsync(campaign.Key, ct);

        // Looked at after the ledger: whoever closes an order has saved a ledger before, which this one then is not any more.
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
        await foreach (var part in due.Chunk(DueStep).WithCancellation(ct))
        {
            if (await TryCancelAsync(campaign, order, ledger, part, ct) is not { } after)
            {
                return false;
            }

            ledger = after;
        }

        return true;
    }

    // What was given out goes back first: its messages are out of date.
    private async Task<CampaignLedger?> TryCancelListAsync(Campaign campaign, CancelOrder order, CampaignLedger read, CancellationToken ct)
    {
        var seen = read.AdmittedTo(campaign).Seen(read.Runs.Select(run => run.Run), new HashSet<DueAttempt>());
        var taken = seen.TakenBack(seen.Epoch, seen.Anchor, time.Now());
        var waiting = taken.Pending.Below(order.UpTo);
        if (campaign.PostsResults)
        {
            await results.SendManyAsync(campaign.Key, waiting, time.Now() + Saved, ct);
        }

        var totals = read.Totals with { Canceled = read.Totals.Canceled + waiting.Count };
        return Counted(await calls.TrySubmitAsync(campaign.Key, read, taken.CanceledBy(order.Id, waiting), totals, [], ct), waiting.Count);
    }

    // A call is in flight, and not yet owed its retry, until its last attempt is over.
    private static Dictionary<long, Instant> Ends(CampaignLedger ledger) => ledger.Runs
        .SelectMany(run => run.Run.Calls.Select(
            (call, i) => (call.Position, EndsAt: run.Run.IsRecorded ? run.Run.Endings[i].EndsAt : Instant.MaxValue)))
        .GroupBy(call => call.Position)
        .ToDictionary(call => call.Key, call => call.Max(attempt => attempt.EndsAt));

    private async Task<CampaignLedger?> TryCancelAsync(
        Campaign campaign, CancelOrder order, CampaignLedger read, DueAttempt[] due, CancellationToken ct)
    {
        if (campaign.PostsResults)
        {
            await results.SendAsync(campaign.Key, PositionRanges.Of(due.Select(attempt => attempt.Position)), time.Now() + Saved, ct);
        }

        var retries = due.Count(attempt => attempt.Attempt > 1);
        var totals = read.Totals with
        {
            Canceled = read.Totals.Canceled + due.Length - retries,
            CanceledRetries = read.Totals.CanceledRetries + retries,
        };
        var progress = read.Progress.CanceledBy(order.Id, PositionRanges.None, due.Length);
        return Counted(
            await calls.TrySubmitAsync(campaign.Key, read, progress, totals, due.SelectMany(attempt => Rows(campaign.Key, attempt)), ct), due.Length);
    }

    private static CampaignLedger? Counted(CampaignLedger? saved, long canceled)
    {
        if (saved is not null && canceled > 0)
        {
            PlumMeter.Ended(Outcome.Canceled, canceled);
        }

        return saved;
    }

    private static IEnumerable<TableTransactionAction> Rows(CampaignKey key, DueAttempt due) =>
    [
        new(TableTransactionActionType.Delete, new TableEntity(key.Partition, CallRows.Due(due)), ETag.All),
        new(
            due.Attempt > 1 ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.Add,
            new TableEntity(key.Partition, CallRows.Call(due.Position)) { ["State"] = nameof(CallState.Canceled) },
            ETag.All),
    ];
}
