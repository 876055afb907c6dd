using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Volume;

namespace Plum.Functions.Calls;

/// <summary>
/// Decides which runs become part of a campaign's totals, once their calls stand in the account's call volume.
/// </summary>
/// <remarks>
/// The volume first: a crash in between has them recorded again, which changes nothing. Nowhere else is a run
/// forgotten, so every call that was placed gets into the volume.
/// </remarks>
public sealed class RunFolding(VolumeBook volume, TimeProvider time)
{
    /// <summary>
    /// A campaign that looks every two seconds folds a few runs at a time only when they have waited so long for
    /// company.
    /// </summary>
    private static readonly Duration Company = Duration.FromSeconds(15);

    private const int Enough = CallTable.MaxFold / 2;

    /// <summary>A campaign that gives out calls far ahead looks at what came of them so long after the first.</summary>
    public static readonly Duration Lag = Duration.FromMinutes(5);

    /// <summary>Those whose calls are all over, recorded: as many as one save can fold.</summary>
    public async Task<IReadOnlyList<StoredRun>> OverAsync(
        CampaignKey campaign, CampaignLedger ledger, CancellationToken ct)
    {
        var over = Over(ledger);
        if (over.Count > 0)
        {
            await volume.RecordAsync(campaign, over.Select(run => run.Run), ct);
        }

        return over;
    }

    /// <summary>Likewise, as far as folding them just now is worth its operations.</summary>
    public async Task<IReadOnlyList<StoredRun>> EnoughAsync(
        CampaignKey campaign, CampaignLedger ledger, CancellationToken ct)
    {
        var over = Over(ledger);
        return over.Count >= Enough || over.Any(run => run.Run.LookAgainAt(time.Now()) + Company <= time.Now())
            ? await OverAsync(campaign, ledger, ct)
            : [];
    }

    /// <summary>When the campaign's runs can all be folded, or null when it has none.</summary>
    public Instant? AllOverAt(CampaignLedger ledger) => ledger.Runs.IsEmpty
        ? null
        : ledger.Runs.Max(
            run => run.Run.LookAgainAt(time.Now()) ?? Instant.Max(run.Run.LeaseUntil, time.Now() + Company));

    private List<StoredRun> Over(CampaignLedger ledger) =>
        [.. ledger.Runs.Where(run => run.Run.IsOver(time.Now())).Take(CallTable.MaxFold)];
}
