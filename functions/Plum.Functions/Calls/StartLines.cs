using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>The start lines of the campaigns that this process dials.</summary>
public sealed class StartLines(IOptions<DialingOptions> options, TimeProvider time)
{
    private const int Most = 10_000;
    private readonly ConcurrentDictionary<CampaignKey, StartLine> _lines = new();

    /// <summary>The line that the calls of a message go through, for those calls.</summary>
    public Func<Instant, Duration?> For(CampaignSetup setup, SlotRun slots)
    {
        var campaign = setup.Campaign.Value;
        if (!_lines.TryGetValue(campaign.Key, out var line))
        {
            if (_lines.Count > Most)
            {
                _lines.Clear();
            }

            line = _lines.GetOrAdd(campaign.Key, _ => new());
        }

        var (spacing, end) = (slots.Spacing, Planner.PeriodEnd(setup.Calendar, campaign.Anchor, options.Value.CallsPerSecond, slots.Begin));
        return slot => line.Enter(slot, end, spacing, time.Now(), Duration.FromTimeSpan(time.GetElapsedTime(0)));
    }
}
