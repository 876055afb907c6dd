using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Judges by what has been read anyway whether a campaign should have started calls and has not, for five minutes.</summary>
public sealed class Standstill(IOptions<DialingOptions> options, TimeProvider time)
{
    // Epochs that orchestrations had not heard of at the last check: one moment of that is no standstill.
    private readonly ConcurrentDictionary<CampaignKey, long> _unheard = new();

    /// <param name="overdue">A call queued by itself was due as long ago.</param>
    public bool IsOf(CampaignSetup setup, CampaignLedger ledger, bool overdue)
    {
        var (campaign, now) = (setup.Campaign.Value, time.Now());
        var progress = ledger.AdmittedTo(campaign);
        var unheard = IsUnheardStill(campaign.Key, setup.Epoch, progress);
        if (!setup.MayDial || !setup.Calendar.IsOpenAt(now) || ledger.Runs.Any(run => run.Run.LeaseUntil + Reconcile.Patience > now))
        {
            return false;
        }

        var given = progress.Given.SelectMany(entry => entry.Due).ToHashSet();
        return overdue
            || (unheard && !progress.Pending.IsEmpty)
            || progress.Seen(ledger.Runs.Select(run => run.Run), given).OverdueAt + Reconcile.Patience <= now
            || HasMissedSlot(setup, progress);
    }

    /// <summary>
    /// Whether the planner, asked when it last was, would have had a call start by now: where the pace is a call an hour, five minutes
    /// without one are in order.
    /// </summary>
    internal bool HasMissedSlot(CampaignSetup setup, ReleaseProgress progress)
    {
        var from = progress.GivenOutTo;
        var unanswered = time.Now() - Reconcile.Patience - from;
        return setup.Epoch == progress.Epoch
            && unanswered > Duration.Zero
            && setup.Calendar.IsOpenAt(time.Now())
            && Planner.Plan(new(
                setup.Calendar, setup.Campaign.Value.Anchor, from, from, unanswered, progress.Pending.Count, [], false, options.Value.CallsPerSecond, 1))
                is Plan.Release;
    }

    private bool IsUnheardStill(CampaignKey key, long epoch, ReleaseProgress progress)
    {
        if (epoch == progress.Epoch)
        {
            _unheard.TryRemove(key, out _);
            return false;
        }

        var still = _unheard.TryGetValue(key, out var last) && last == epoch;
        _unheard[key] = epoch;
        return still;
    }
}
