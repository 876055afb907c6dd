using Azure;
using Azure.Data.Tables;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Results;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Canceling;

/// <summary>
/// Takes one call out of the queue: in one transaction with the campaign's progress and totals, so that every count
/// holds.
/// </summary>
/// <remarks>
/// A dialer claims a call by writing the row that is written here, or by deleting the due row that is deleted here. So
/// of a claim and a cancel exactly one succeeds.
/// </remarks>
public sealed class CanceledCalls(
    CallTable calls, FoundCalls found, WaitingCalls waiting, ResultQueue results, TimeProvider time)
{
    /// <summary>
    /// Ranges that a queue may be in: each canceled call may split one, and the row that holds them is bounded.
    /// </summary>
    public const int MostRanges = 10_000;

    // Requests for one campaign take turns in this process: each would send the result of a call that another has
    // canceled just now.
    private readonly KeyedTurns _turns = new();

    /// <summary>Cancels the call if it waits or is owed a retry.</summary>
    /// <returns>
    /// The call in the state it is in then; canceled means that it is never dialed again. And whether this canceled it.
    /// </returns>
    public Task<(FoundCall Call, bool IsNews)> CancelAsync(Campaign campaign, FoundCall call, CancellationToken ct) =>
        _turns.TakeAsync(
        campaign.Key.Partition, () => CancelInTurnAsync(campaign, call, ct));

    private async Task<(FoundCall Call, bool IsNews)> CancelInTurnAsync(
        Campaign campaign, FoundCall call, CancellationToken ct)
    {
        var isNews = false;
        await time.RetryOnConflictAsync(
            async () =>
            {
                call = await found.ReadAsync(campaign.Key, call.Call, ct);
                return call.State is not (CallState.Waiting or CallState.Retrying)
                    || (isNews = await TryCancelAsync(campaign, call, ct));
            },
            ct);
        return (isNews ? call with { Listed = call.Listed with { State = CallState.Canceled } } : call, isNews);
    }

    private async Task<bool> TryCancelAsync(Campaign campaign, FoundCall call, CancellationToken ct)
    {
        var (position, ledger) = (call.Call.Position, call.Ledger);
        var due = await DueAsync(campaign, call, ct);
        var progress = ledger.AdmittedTo(campaign);
        if (due is null && (campaign.IsDefault || call.State == CallState.Retrying || !progress.Queues(position)))
        {
            return false; // claimed since
        }

        progress = progress.Without(position, due);
        if (progress.Pending.Ranges.Length > MostRanges)
        {
            throw new TooManyCancelsException();
        }

        await PostAsync(campaign, call, ct);
        var retries = call.State == CallState.Retrying ? 1 : 0;
        var rows = Rows(campaign.Key, call, due);
        return await waiting.TrySaveAsync(
            campaign.Key, CallState.Canceled, ledger, progress, 1 - retries, retries, rows, ct) is not null;
    }

    // Sent before it is saved as canceled: no crash in between loses its result. A poster that comes too early comes
    // again.
    private Task PostAsync(Campaign campaign, FoundCall call, CancellationToken ct) =>
        call.Call.SettingsIn(campaign).ResultUrl is null
        ? Task.CompletedTask
        : results.SendAsync(campaign.Key, PositionRanges.Of([call.Call.Position]), time.Now() + WaitingCalls.Saved, ct);

    private static IEnumerable<TableTransactionAction> Rows(CampaignKey key, FoundCall call, DueAttempt? due)
    {
        if (due is { } own)
        {
            yield return new(
                TableTransactionActionType.Delete, new TableEntity(key.Partition, CallRows.Due(own)), ETag.All);
        }

        var row = new TableEntity(
            key.Partition, CallRows.Call(call.Call.Position))
        { ["State"] = nameof(CallState.Canceled) };
        yield return call.Listed.Record is { } record
            ? new(TableTransactionActionType.UpdateMerge, row, record.Version)
            : new(TableTransactionActionType.Add, row);
    }

    /// <summary>
    /// The row that the call waits under by itself; null when it waits in the list's order, or does not wait any more.
    /// </summary>
    private async Task<DueAttempt?> DueAsync(Campaign campaign, FoundCall call, CancellationToken ct)
    {
        var position = call.Call.Position;
        DueAttempt? expected = call.State == CallState.Retrying && call.Listed.Record is { NextDue: { } ticks } record
            ? new(position, ticks, record.Claims + 1)
            : campaign.IsDefault && call.Call.Scheduled is { } scheduled
                ? new(position, scheduled.ToUnixTimeTicks(), 1)
                : null;
        if (expected is { } due && await calls.IsDueAsync(campaign.Key, due, ct))
        {
            return due;
        }

        // A call whose dialer died was put back under the instant when that was noticed.
        return expected is null ? null : await calls.DueSinceAsync(campaign.Key, expected.Value, time.Now(), ct);
    }
}

/// <summary>So many calls were canceled one by one that their gaps in the queue can hardly be stored.</summary>
public sealed class TooManyCancelsException() : Exception(
    $"The calls that wait lie in more than {CanceledCalls.MostRanges} stretches between canceled ones; cancel those "
        + "that wait together.");
