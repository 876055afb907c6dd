using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Results;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>Ends calls that wait, as canceled or as expired.</summary>
/// <remarks>
/// Each save holds the counts with what it counts, and results are sent before it, so that a crash between any two
/// loses nothing: a poster that comes too early finds the calls not final yet, and comes again.
/// </remarks>
public sealed class WaitingCalls(CallTable calls, ResultQueue results, TimeProvider time)
{
    /// <summary>
    /// Attempts with an instant of their own that one save ends: two rows each, and those of progress and totals.
    /// </summary>
    public const int DueStep = (CallTable.TransactionLimit - 2) / 2;

    /// <summary>A message to the poster comes this long after it was sent, when its calls are saved as ended.</summary>
    internal static readonly Duration Saved = Duration.FromSeconds(2);

    /// <summary>Ends calls that wait in the list's order. Null when somebody saved something first.</summary>
    /// <param name="progress">As it is to be, without these calls.</param>
    public async Task<CampaignLedger?> TryEndAsync(
        Campaign campaign, CallState state, CampaignLedger read, ReleaseProgress progress, PositionRanges waiting,
        CancellationToken ct)
    {
        if (campaign.PostsResults)
        {
            await results.SendManyAsync(campaign.Key, waiting, time.Now() + Saved, ct);
        }

        return await TrySaveAsync(campaign.Key, state, read, progress, waiting.Count, 0, [], ct);
    }

    /// <summary>
    /// Ends calls that wait by themselves: all of them, or none, and null, when somebody saved something first.
    /// </summary>
    /// <param name="due">At most <see cref="DueStep"/>.</param>
    public async Task<CampaignLedger?> TryEndAsync(
        Campaign campaign, CallState state, CampaignLedger read, ReleaseProgress progress,
        IReadOnlyList<DueAttempt> due, CancellationToken ct)
    {
        if (campaign.PostsResults)
        {
            await results.SendAsync(
                campaign.Key, PositionRanges.Of(due.Select(attempt => attempt.Position)), time.Now() + Saved, ct);
        }

        var retries = due.Count(attempt => attempt.Attempt > 1);
        var rows = due.SelectMany(attempt => Rows(campaign.Key, state, attempt));
        return await TrySaveAsync(campaign.Key, state, read, progress, due.Count - retries, retries, rows, ct);
    }

    /// <summary>Saves so many calls as ended, and the rows that tell which.</summary>
    /// <param name="first">Calls that were never dialed.</param>
    /// <param name="retries">Calls that were owed a retry.</param>
    internal async Task<CampaignLedger?> TrySaveAsync(
        CampaignKey key, CallState state, CampaignLedger read, ReleaseProgress progress, long first, long retries,
        IEnumerable<TableTransactionAction> rows, CancellationToken ct)
    {
        var (isCanceled, totals) = (state == CallState.Canceled, read.Totals);
        totals = isCanceled
            ? totals with { Canceled = totals.Canceled + first, CanceledRetries = totals.CanceledRetries + retries }
            : totals with { Expired = totals.Expired + first, ExpiredRetries = totals.ExpiredRetries + retries };
        var saved = await calls.TrySubmitAsync(key, read, progress, totals, rows, ct);
        if (saved is not null && first + retries > 0)
        {
            PlumMeter.Ended(isCanceled ? Outcome.Canceled : Outcome.Expired, first + retries);
        }

        return saved;
    }

    private static IEnumerable<TableTransactionAction> Rows(CampaignKey key, CallState state, DueAttempt due) =>
    [
        new(TableTransactionActionType.Delete, new TableEntity(key.Partition, CallRows.Due(due)), ETag.All),
        new(
            due.Attempt > 1 ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.Add,
            new TableEntity(key.Partition, CallRows.Call(due.Position)) { ["State"] = state.ToString() },
            ETag.All),
    ];
}
