using Azure;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Results;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>What becomes of a campaign's calls when its last day is over.</summary>
public sealed class CampaignEnd(CallTable calls, ResultQueue results, TimeProvider time)
{
    /// <summary>Calls expired in one save. Each save is one step: a crash in between loses nothing.</summary>
    private const int Step = 5_000;

    /// <summary>Owed retries given up in one save.</summary>
    public const int DueStep = 40;

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

        // A run without an outcome has a live dialer, or is ended when its lease is over.
        if (ledger.Runs.Where(run => !run.Run.IsOver(now)).ToList() is { Count: > 0 } running)
        {
            return new(false, running.Max(run => run.Run.LookAgainAt(now) ?? now + Duration.FromMinutes(1)).ToDateTimeUtc());
        }

        // Only now: a call is in flight, and not yet owed its retry, as long as its last attempt goes on.
        var due = await calls.DueBeforeAsync(campaign.Key, Instant.MaxValue, DueStep, ct);
        if (due.Count == 0)
        {
            return Look.Over;
        }

        await TryExpireAsync(campaign, ledger, due, ct);
        return new(false, now.ToDateTimeUtc());
    }

    private async Task ExpireWaitingAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        var progress = ledger.Progress;
        var (expired, pending) = progress.Pending.Take(Step);
        await PostAsync(campaign, expired, ct);
        var saved = await calls.TrySubmitAsync(
            campaign.Key,
            ledger,
            progress with { Pending = pending, Expired = progress.Expired.Union(expired) },
            ledger.Totals with { Expired = ledger.Totals.Expired + expired.Count },
            [],
            ct);
        CountExpired(saved, expired.Count);
    }

    /// <summary>Ends calls whose next attempt would come too late: all of them, or none when somebody else changed any of this first.</summary>
    public async Task<bool> TryExpireAsync(Campaign campaign, CampaignLedger ledger, IReadOnlyList<DueAttempt> due, CancellationToken ct)
    {
        await PostAsync(campaign, PositionRanges.Of(due.Select(attempt => attempt.Position)), ct);
        var rows = due.SelectMany(attempt => new TableTransactionAction[]
        {
            new(TableTransactionActionType.Delete, new TableEntity(campaign.Key.Partition, CallRows.Due(attempt)), ETag.All),
            new(
                attempt.Attempt > 1 ? TableTransactionActionType.UpdateMerge : TableTransactionActionType.Add,
                Expired(campaign.Key, attempt.Position),
                ETag.All),
        });
        var retries = due.Count(attempt => attempt.Attempt > 1);
        var totals = ledger.Totals with
        {
            Expired = ledger.Totals.Expired + due.Count - retries,
            ExpiredRetries = ledger.Totals.ExpiredRetries + retries,
        };
        var saved = await calls.TrySubmitAsync(campaign.Key, ledger, ledger.Progress, totals, rows, ct);
        CountExpired(saved, due.Count);
        return saved is not null;
    }

    private static void CountExpired(CampaignLedger? saved, long expired)
    {
        if (saved is not null)
        {
            PlumMeter.Ended(Outcome.Expired, expired);
        }
    }

    // Sent before they are saved as expired; a poster that comes too early finds them not final yet and comes again.
    private Task PostAsync(Campaign campaign, PositionRanges positions, CancellationToken ct) => !campaign.PostsResults
        ? Task.CompletedTask
        : results.SendAsync(campaign.Key, positions, time.Now() + Duration.FromSeconds(2), ct);

    private static TableEntity Expired(CampaignKey key, long position) =>
        new(key.Partition, CallRows.Call(position)) { ["State"] = nameof(CallState.Expired) };
}
