using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;

namespace Plum.Core.Calls;

/// <summary>Turns a plan into dial messages: which calls start in its slots.</summary>
public static class Releases
{
    /// <summary>
    /// The longest stretch of time one message covers: a dialer that dies takes the certainty about no more than this
    /// with it.
    /// </summary>
    private static readonly Duration LongestRun = Duration.FromSeconds(1);

    /// <summary>
    /// What is given out is remembered by stretches of this length: lost calls are found when their stretch is overdue,
    /// and not only when the whole release is.
    /// </summary>
    private static readonly Duration Stretch = Duration.FromSeconds(10);

    /// <param name="due">
    /// Attempts not given out yet, the earliest due first; at least as many as the plan has slots for them.
    /// </param>
    /// <param name="maxRun">The most calls one message may name.</param>
    public static (IReadOnlyList<DialMessage> Messages, ReleaseProgress Progress) Cut(
        CampaignKey campaign,
        long epoch,
        ReleaseProgress progress,
        Plan.Release plan,
        IReadOnlyList<DueAttempt> due,
        int maxRun)
    {
        SlotRun[] dueSlots = [.. plan.Runs.Where(run => run.Due).SelectMany(run => run.Slots.Singles())];
        var messages = OfDue(campaign, epoch, dueSlots, due, maxRun).ToList();
        var pending = progress.Pending;
        var given = dueSlots.Select((slot, i) => new GivenOut(PositionRanges.None, [due[i]], slot.Last)).ToList();
        foreach (var piece in plan.Runs.Where(run => !run.Due).SelectMany(run => Pieces(run.Slots, maxRun)))
        {
            (var taken, pending) = pending.Take(piece.Count);
            given.Add(new(taken, [], piece.Last));
            var offset = 0;
            foreach (var range in taken.Ranges)
            {
                var slots = piece.Slice(offset, (int)range.Count);
                messages.Add(DialMessage.First(campaign.Account, campaign.Id, epoch, slots, range.From));
                offset += slots.Count;
            }
        }

        return (messages, progress with
        {
            GivenOutTo = plan.GivenOutTo,
            Pending = pending,
            Given = [.. progress.Given, .. ByStretch(given)],
        });
    }

    private static IEnumerable<GivenOut> ByStretch(IEnumerable<GivenOut> given) =>
        from entry in given
        group entry by entry.LastSlot.ToUnixTimeTicks() / Stretch.BclCompatibleTicks into stretch
        orderby stretch.Key
        select new GivenOut(
            stretch.Aggregate(PositionRanges.None, (sum, entry) => sum.Union(entry.Positions)),
            [.. stretch.SelectMany(entry => entry.Due)],
            stretch.Max(entry => entry.LastSlot));

    // Attempts share a message also when slots lie empty between theirs: calls queued one by one seldom fall due side
    // by side.
    private static IEnumerable<DialMessage> OfDue(
        CampaignKey campaign, long epoch, SlotRun[] slots, IReadOnlyList<DueAttempt> due, int maxRun)
    {
        var from = 0;
        while (from < slots.Length)
        {
            var first = slots[from];
            var count = slots.Skip(from).Take(maxRun)
                .TakeWhile(slot => slot.PeriodStart == first.PeriodStart && slot.Begin < first.Begin + LongestRun)
                .Count();
            yield return DialMessage.OfDue(
                campaign.Account, campaign.Id, epoch, slots.AsSpan(from, count), [.. due.Skip(from).Take(count)]);
            from += count;
        }
    }

    private static IEnumerable<SlotRun> Pieces(SlotRun slots, int maxRun)
    {
        // So many slots of this period fit into the stretch; one always does.
        var spacing = slots.Period / slots.Amount;
        var fit = spacing > Duration.Zero ? Math.Max(1, (int)Math.Min(LongestRun / spacing, maxRun)) : maxRun;
        for (var offset = 0; offset < slots.Count; offset += fit)
        {
            yield return slots.Slice(offset, Math.Min(fit, slots.Count - offset));
        }
    }
}
