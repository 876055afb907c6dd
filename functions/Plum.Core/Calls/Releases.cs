using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;

namespace Plum.Core.Calls;

/// <summary>Turns a plan into dial messages: which calls start in its slots.</summary>
public static class Releases
{
    /// <summary>The longest stretch of time one message covers: a dialer that dies takes the certainty about no more than this with it.</summary>
    private static readonly Duration LongestRun = Duration.FromSeconds(1);

    /// <param name="due">Attempts not given out yet, the earliest due first; at least as many as the plan has slots for them.</param>
    /// <param name="maxRun">The most calls one message may name.</param>
    public static (IReadOnlyList<DialMessage> Messages, ReleaseProgress Progress) Cut(
        Campaign campaign, ReleaseProgress progress, Plan.Release plan, IReadOnlyList<DueAttempt> due, int maxRun)
    {
        var messages = new List<DialMessage>();
        var pending = progress.Pending;
        var given = PositionRanges.None;
        var dueTaken = 0;
        foreach (var piece in plan.Runs.SelectMany(run => Pieces(run, maxRun)))
        {
            if (piece.Due)
            {
                messages.Add(DialMessage.OfDue(
                    campaign.Key.Account, campaign.Key.Id, campaign.Epoch, piece.Slots, [.. due.Skip(dueTaken).Take(piece.Slots.Count)]));
                dueTaken += piece.Slots.Count;
                continue;
            }

            (var taken, pending) = pending.Take(piece.Slots.Count);
            given = given.Union(taken);
            var offset = 0;
            foreach (var range in taken.Ranges)
            {
                var slots = piece.Slots.Slice(offset, (int)range.Count);
                messages.Add(DialMessage.First(campaign.Key.Account, campaign.Key.Id, campaign.Epoch, slots, range.From));
                offset += slots.Count;
            }
        }

        var last = plan.Runs.Max(run => run.Slots.Last);
        return (messages, progress with
        {
            GivenOutTo = plan.GivenOutTo,
            Pending = pending,
            Given = progress.Given.Add(new(given, [.. due.Take(dueTaken)], last)),
        });
    }

    private static IEnumerable<PlannedRun> Pieces(PlannedRun run, int maxRun)
    {
        // So many slots of this period fit into the stretch; one always does.
        var spacing = run.Slots.Period / run.Slots.Amount;
        var fit = spacing > Duration.Zero ? Math.Max(1, (int)Math.Min(LongestRun / spacing, maxRun)) : maxRun;
        for (var offset = 0; offset < run.Slots.Count; offset += fit)
        {
            yield return run with { Slots = run.Slots.Slice(offset, Math.Min(fit, run.Slots.Count - offset)) };
        }
    }
}
