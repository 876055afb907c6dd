using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// What becomes of a deleted campaign: its waiting calls are gone, those that were placed end and are posted, and then
/// all of it is removed.
/// </summary>
public sealed class CampaignRemoval(
    CampaignTable campaigns,
    CallTable calls,
    CallLists lists,
    CampaignEnd end,
    AbandonedRuns abandoned,
    RunFolding folding,
    TimeProvider time)
{
    private const int RowStep = 1_000;

    /// <summary>Results are given up by then, however long calls and the pauses between their posts were.</summary>
    private static readonly Duration LongestPosting = Duration.FromDays(5);

    private static readonly Duration FirstPause = Duration.FromMinutes(1);
    private static readonly Duration LongestPause = Duration.FromHours(6);

    /// <summary>Does one step of it. Each is safe to do again.</summary>
    public async Task<Look> StepAsync(CampaignKey key, CancellationToken ct)
    {
        var deleted = await campaigns.FindDeletedAsync(key, ct);
        var ledger = await FoldAsync(key, ct);
        if (deleted is not null && await EndAsync(deleted.Campaign, ledger, ct))
        {
            return AtOnce();
        }

        if (folding.AllOverAt(Alive(ledger)) is { } over)
        {
            return new(false, over.ToDateTimeUtc());
        }

        if (deleted is not null && await NextLookAsync(deleted, ledger, ct) is { } next)
        {
            return new(false, next.ToDateTimeUtc());
        }

        await lists.ClearAsync(key, ct);
        if (!await calls.ClearAsync(key, RowStep, ct))
        {
            return AtOnce();
        }

        await campaigns.ForgetDeletedAsync(key, ct);
        return Look.Over;
    }

    // Of a campaign deleted by an earlier version nobody can end what a dialer left that died: it goes with the
    // campaign.
    private CampaignLedger Alive(CampaignLedger ledger) =>
        ledger with { Runs = [.. ledger.Runs.Where(run => run.Run.IsRecorded || run.Run.LeaseUntil > time.Now())] };

    // Its last calls get into the volume.
    private async Task<CampaignLedger> FoldAsync(CampaignKey key, CancellationToken ct)
    {
        var ledger = await calls.ReadLedgerAsync(key, ct);
        while (await folding.OverAsync(key, ledger, ct) is { Count: > 0 } over)
        {
            await calls.TrySaveAsync(key, ledger, ledger.Progress, over, ct);
            ledger = await calls.ReadLedgerAsync(key, ct);
        }

        return ledger;
    }

    // Whether something came to its end that nobody else will bring there: what a dialer left that died, and calls that
    // are owed a retry.
    private async Task<bool> EndAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        if (await abandoned.EndAsync(campaign, dialsBy: null, ledger, ct))
        {
            return true;
        }

        var due = await calls.DueBeforeAsync(campaign.Key, Instant.MaxValue, CampaignEnd.DueStep, ct);
        if (!campaign.PostsResults || due.Count == 0)
        {
            return false;
        }

        await end.TryExpireAsync(campaign, ledger, due, ct);
        return true;
    }

    // When to look again whether all results are posted or given up, or null when they are.
    private async Task<Instant?> NextLookAsync(DeletedCampaign deleted, CampaignLedger ledger, CancellationToken ct)
    {
        var (campaign, now) = (deleted.Campaign, time.Now());
        var open = campaign.PostsResults
            && now < deleted.At + LongestPosting
            && await calls.SettledAsync(campaign.Key, ct) < ledger.Count(now).Final;
        return open ? now + Duration.Min(LongestPause, Duration.Max(FirstPause, now - deleted.At)) : null;
    }

    private Look AtOnce() => new(false, time.Now().ToDateTimeUtc());
}
