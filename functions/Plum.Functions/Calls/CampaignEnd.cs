using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What becomes of a campaign's calls when its last day is over, or when it is deleted.</summary>
public sealed class CampaignEnd(CallTable calls, CallLists lists, ResultQueue results, TimeProvider time)
{
    /// <summary>Calls expired in one save. Each save is one step: a crash in between loses nothing.</summary>
    private const int Step = 5_000;

    private const int RetryStep = 40;
    private const int RowStep = 1_000;

    /// <summary>Expires what was never dialed and ends the campaign once nothing is in flight any more.</summary>
    /// <param name="ledger">A reading of this beat, with what dialers were seen to claim taken off.</param>
    public async Task<Look> FinishAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        var now = time.Now();
        if (ledger.Progress.OverdueAt is { } overdue)
        {
            // A dialer whose clock is behind may still place these. Once they are overdue they are taken back under a new epoch.
            return new(false, Instant.Max(now, overdue + Duration.FromMilliseconds(1)).ToDateTimeUtc());
        }

        if (!ledger.Progress.Pending.IsEmpty)
        {
            await ExpireWaitingAsync(campaign, ledger, ct);
            return new(false, now.ToDateTimeUtc());
        }

        // A run without an outcome has a live dialer, or a message that is delivered again and ends it.
        if (ledger.Runs.Where(run => !run.Run.IsOver(now)).ToList() is { Count: > 0 } running)
        {
            return new(false, running.Max(run => run.Run.LastEnd ?? now + Duration.FromMinutes(1)).ToDateTimeUtc());
        }

        // Only now: a call is in flight, and not yet owed its retry, as long as its last attempt goes on.
        var retries = await calls.RetriesBeforeAsync(campaign.Key, Instant.MaxValue, RetryStep, ct);
        if (retries.Count == 0)
        {
            return Look.Over;
        }

        await ExpireRetriesAsync(campaign, ledger, retries, ct);
        return new(false, now.ToDateTimeUtc());
    }

    /// <summary>Deletes the lists and rows of a deleted campaign, a part at a time.</summary>
    public async Task<Look> ClearAsync(CampaignKey key, CancellationToken ct)
    {
        await lists.ClearAsync(key, ct);
        return await calls.ClearAsync(key, RowStep, ct) ? Look.Over : new(false, time.Now().ToDateTimeUtc());
    }

    private async Task ExpireWaitingAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        var progress = ledger.Progress;
        var (expired, pending) = progress.Pending.Take(Step);
        await PostAsync(campaign, expired, ct);
        await calls.TrySubmitAsync(
            campaign.Key,
            ledger,
            progress with { Pending = pending, Expired = progress.Expired.Union(expired) },
            ledger.Totals with { Expired = ledger.Totals.Expired + expired.Count },
            [],
            ct);
    }

    private async Task ExpireRetriesAsync(Campaign campaign, CampaignLedger ledger, IReadOnlyList<RetryDue> retries, CancellationToken ct)
    {
        await PostAsync(campaign, PositionRanges.Of(retries.Select(retry => retry.Position)), ct);
        var rows = retries.SelectMany(retry => new TableTransactionAction[]
        {
            new(TableTransactionActionType.Delete, new TableEntity(campaign.Key.Partition, CallRows.Retry(retry)), ETag.All),
            new(TableTransactionActionType.UpdateMerge, Expired(campaign.Key, retry.Position), ETag.All),
        });
        var totals = ledger.Totals with { ExpiredRetries = ledger.Totals.ExpiredRetries + retries.Count };
        await calls.TrySubmitAsync(campaign.Key, ledger, ledger.Progress, totals, rows, ct);
    }

    // Sent before they are saved as expired; a poster that comes too early finds them not final yet and comes again.
    private Task PostAsync(Campaign campaign, PositionRanges positions, CancellationToken ct) => campaign.ResultUrl is null
        ? Task.CompletedTask
        : results.SendAsync(campaign.Key, positions, time.Now() + Duration.FromSeconds(2), 0, ct);

    private static TableEntity Expired(CampaignKey key, long position) =>
        new(key.Partition, CallRows.Call(position)) { ["State"] = nameof(CallState.Expired) };
}
