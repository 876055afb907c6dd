using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Judges, by what the check of all campaigns has read anyway, whether one should have started calls and has not.
/// </summary>
/// <remarks>
/// Where the pace is a call an hour, five minutes without one are in order: the planner is asked whether there was a
/// slot.
/// </remarks>
public sealed class Standstill(IOptions<DialingOptions> options, TimeProvider time)
{
    // What the last check saw of campaigns that had calls to place.
    private readonly ConcurrentDictionary<CampaignKey, Seen> _last = new();

    /// <summary>
    /// Whether the campaign has started no call since the last check, though it had some and a slot for one.
    /// </summary>
    /// <param name="overdue">A call queued by itself was due before the last check.</param>
    public bool IsOf(CampaignSetup setup, CampaignLedger ledger, bool overdue)
    {
        var (campaign, now) = (setup.Campaign.Value, time.Now());
        _last.TryRemove(campaign.Key, out var last);
        var waiting = ledger.Count(now).Waiting;
        if (!setup.MayDial || waiting == 0)
        {
            return false;
        }

        var started = ledger.Totals.Started + ledger.Totals.Retried + ledger.Runs.Sum(run => run.Run.Calls.Length);
        _last[campaign.Key] = new(now, started);
        return last is not null && last.Started == started
            && (campaign.IsDefault
                ? overdue
                : HasSlot(setup, Instant.Max(last.At, campaign.Anchor), now - StartLine.Lateness, waiting));
    }

    public void Forget(CampaignKey campaign) => _last.TryRemove(campaign, out _);

    /// <summary>Whether the planner, asked when it last was, would have had a call start so long ago.</summary>
    internal bool HasMissedSlot(CampaignSetup setup, ReleaseProgress progress, Duration ago) =>
        !progress.Pending.IsEmpty
        && setup.Calendar.IsOpenAt(time.Now())
        && HasSlot(setup, progress.GivenOutTo, time.Now() - ago, progress.Pending.Count);

    private bool HasSlot(CampaignSetup setup, Instant from, Instant to, long waiting) => from < to && Planner.Plan(new(
        setup.Calendar,
        setup.Campaign.Value.Anchor,
        from,
        from,
        to - from,
        waiting,
        Due: [],
        Outstanding: false,
        options.Value.CallsPerSecond,
        MaxCalls: 1)) is Plan.Release;

    private sealed record Seen(Instant At, long Started);
}
