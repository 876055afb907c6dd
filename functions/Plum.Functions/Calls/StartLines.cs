using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>The start lines of the campaigns that this process dials.</summary>
public sealed class StartLines(IOptions<DialingOptions> options, TimeProvider time)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<CampaignKey, CampaignTurns> _campaigns = new();

    /// <summary>Joins the campaign's messages that are being dialed, until disposed.</summary>
    public StartTurn Join(CampaignKey key, DialMessage dial)
    {
        if (!_campaigns.TryGetValue(key, out var turns))
        {
            if (_campaigns.Count > Most)
            {
                _campaigns.Clear();
            }

            turns = _campaigns.GetOrAdd(key, _ => new());
        }

        return new(turns, dial.Begin, time);
    }

    /// <summary>
    /// Gives each call of a message its place behind those that started before it: how long it still has to wait, or
    /// null when its slot is gone.
    /// </summary>
    public Func<Instant, Duration?> Places(CampaignSetup setup, SlotRun slots, StartTurn turn)
    {
        var (spacing, anchor) = (slots.Spacing, setup.Campaign.Value.Anchor);
        var end = Planner.PeriodEnd(setup.Calendar, anchor, options.Value.CallsPerSecond, slots.Begin);
        return slot => turn.Line.Enter(slot, end, spacing, time.Now(), Duration.FromTimeSpan(time.GetElapsedTime(0)));
    }
}
