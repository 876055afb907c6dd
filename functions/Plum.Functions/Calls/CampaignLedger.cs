using System.Collections.Immutable;
using Azure;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;

namespace Plum.Functions.Calls;

/// <summary>One reading of a campaign's progress, totals, unfolded runs, and of what it has accepted.</summary>
/// <param name="ProgressVersion">
/// Null when no progress has been saved yet; likewise <paramref name="TotalsVersion"/>.
/// </param>
public sealed record CampaignLedger(
    ReleaseProgress Progress,
    ETag? ProgressVersion,
    CampaignTotals Totals,
    ETag? TotalsVersion,
    ImmutableArray<StoredRun> Runs,
    Intake Intake)
{
    /// <summary>As long as nobody knows how long a call will take, it is taken to go on so long at least.</summary>
    private static readonly Duration NotKnown = Duration.FromMinutes(10);

    public static readonly CampaignLedger Empty =
        new(ReleaseProgress.New, null, CampaignTotals.Zero, null, [], Intake.None);

    /// <summary>
    /// The progress with what was accepted since. Calls of the default campaign wait each for itself, not in the list's
    /// order.
    /// </summary>
    public ReleaseProgress AdmittedTo(Campaign campaign) => campaign.IsDefault ? Progress : Progress.Admit(Intake);

    public CampaignCounts Count(Instant now) =>
        Totals.Count(Intake.Accepted, Runs.Select(run => run.Run.Without(Progress.GivenUp)), now);

    /// <summary>The lines that its calls use: those that go on, and those given out and not seen claimed yet.</summary>
    public LineUse Use(Campaign campaign, Instant now)
    {
        // What is overdue is not claimed any more; a stopped campaign takes it back when it is started.
        var told = Progress.Given.Where(entry => entry.LastSlot + ReleaseProgress.Overdue > now).ToList();
        var given = told.Sum(entry => entry.Positions.Count + entry.Due.Length);
        var ends = Runs.SelectMany(run => run.Run.Endings).Select(ending => ending.EndsAt).DefaultIfEmpty(now).Max();
        var unknown = given > 0 || Runs.Any(run => !run.Run.IsRecorded);
        return new(
            campaign.Key.Partition,
            campaign.Weight ?? 1,
            Count(now).InFlight + given,
            unknown ? Instant.Max(ends, now + NotKnown) : ends,
            told.Select(entry => entry.LastSlot).DefaultIfEmpty(now).Max());
    }

    /// <summary>Retries are owed that nobody has claimed, those of calls still in flight included.</summary>
    public bool OwesRetries => Count(Instant.MaxValue).Retrying > 0;
}

/// <summary>A run and its row.</summary>
public sealed record StoredRun(string Row, DialRun Run, ETag Version);

/// <summary>A call whose attempt was placed: over, or open until its outcome comes.</summary>
/// <param name="CallerId">The ten digits that were shown, or null when none were.</param>
/// <param name="Retry">The retry it is owed, or null when it is final.</param>
public sealed record DialedCall(long Position, CallAttempt Attempt, string? CallerId, DueAttempt? Retry)
{
    public CallState State =>
        Attempt.IsOpen
            ? CallState.InFlight
            : Retry is not null ? CallState.Retrying : Attempt.Completed ? CallState.Completed : CallState.Failed;

    /// <summary>Nothing will change any more what its result says.</summary>
    public bool IsFinal => !Attempt.IsOpen && Retry is null;

    public RunEnding Ending => new(
        Attempt.EndsAt,
        Attempt.IsOpen ? RunEndingKind.Open : Retry is not null
            ? RunEndingKind.Retry
            : Attempt.Completed ? RunEndingKind.Completed : RunEndingKind.Failed,
        new(
            Attempt.DialedAt,
            CallerId,
            Attempt.CalleeType,
            Attempt.DurationSeconds,
            Attempt.Transfers,
            Attempt.TransferSeconds));
}
