using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What becomes of a campaign's calls when its last day is over.</summary>
public sealed class CampaignEnd(CallTable calls, WaitingCalls waiting, TimeProvider time)
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
            // A dialer whose clock is behind may still place these. Once they are overdue they are taken back under a
            // new epoch.
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
            return new(
                false, running.Max(run => run.Run.LookAgainAt(now) ?? now + Duration.FromMinutes(1)).ToDateTimeUtc());
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
        var (expired, pending) = ledger.Progress.Pending.Take(Step);
        var progress = ledger.Progress with { Pending = pending, Expired = ledger.Progress.Expired.Union(expired) };
        await waiting.TryEndAsync(campaign, CallState.Expired, ledger, progress, expired, ct);
    }

    /// <summary>
    /// Ends calls whose next attempt would come too late: all of them, or none when somebody else changed any of this
    /// first.
    /// </summary>
    public async Task<bool> TryExpireAsync(
        Campaign campaign, CampaignLedger ledger, IReadOnlyList<DueAttempt> due, CancellationToken ct) =>
        await waiting.TryEndAsync(campaign, CallState.Expired, ledger, ledger.Progress, due, ct) is not null;
}
