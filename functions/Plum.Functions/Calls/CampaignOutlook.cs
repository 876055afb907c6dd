using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// What a campaign is doing now, why, and when it dials next: the planner's own answer, asked at this instant.
/// </summary>
public sealed class CampaignOutlook(
    CallTable calls,
    GatewayDirectory gateways,
    GatewayBreakers breakers,
    CampaignLines lines,
    TimeProvider time,
    IOptions<DialingOptions> options)
{
    public async Task<Outlook> LookAsync(CampaignSetup setup, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        var now = time.Now();
        var ledger = await calls.ReadLedgerAsync(campaign.Key, ct);
        var counts = ledger.Count(now);
        var rate = setup.Calendar.CallsPerHourAt(now, options.Value.CallsPerSecond);
        if (campaign.State == CampaignState.Stopped)
        {
            return new(counts, setup.Calendar.End > now ? "stopped" : "stopped, past end date", null, rate);
        }

        if (!setup.Permit.MayDial)
        {
            return new(counts, "suspended by the administration", null, rate);
        }

        var due = counts.Retrying > 0 || campaign.IsDefault
            ? await calls.DueBeforeAsync(campaign.Key, Instant.MaxValue, 1, ct)
            : [];
        var plan = Planner.Plan(new(
            setup.Calendar, campaign.Anchor, now, now, Duration.FromDays(1),
            campaign.IsDefault ? 0 : counts.Waiting, [.. due.Select(attempt => attempt.At)],
            counts.InFlight > 0, options.Value.CallsPerSecond, 1));
        var finish = FinishOf(setup, counts, now);
        return plan switch
        {
            Plan.Release when gateways.Of(setup) is (var name, null) =>
                new(counts, $"waiting for gateway {name}: the settings do not name it", null, rate),
            Plan.Release when await breakers.PauseOfAsync(gateways.Of(setup).Name, ct) is { } pause =>
                new(counts, Waiting(pause, now), Instant.Max(now, pause.Until), rate),
            Plan.Release or Plan.Sleep when await lines.WaitingAsync(setup, ct) is { } waiting =>
                new(counts, waiting, null, rate),
            Plan.Release release => new(counts, release.Reason.Text, release.Runs[0].Slots.Begin, rate, finish),
            Plan.Sleep sleep => new(counts, sleep.Reason.Text, sleep.Until, rate, finish),
            _ => new(counts, plan.Reason.Text, null, rate),
        };
    }

    /// <summary>Calls of the default campaign start each at its own time.</summary>
    private Finish? FinishOf(CampaignSetup setup, CampaignCounts counts, Instant now)
    {
        var calls = counts.Waiting + counts.Retrying;
        if (setup.Campaign.Value.IsDefault || calls == 0)
        {
            return null;
        }

        var end = new Forecast(
            setup.Calendar, setup.Campaign.Value.Anchor, now, calls, options.Value.CallsPerSecond).Complete();
        return new(end.LastStart, end.NotPlaced);
    }

    private static string Waiting(GatewayPause pause, Instant now) => pause.Until > now
        ? $"waiting for gateway {pause.Gateway} until {Reason.Time(pause.Until, now)}: {pause.Reason}"
        : $"trying gateway {pause.Gateway} with one call: {pause.Reason}";
}

/// <summary>A campaign at an instant.</summary>
/// <param name="Doing">One short line for people, times in Eastern.</param>
/// <param name="NextCall">When the next call starts, or null when none is foreseen.</param>
/// <param name="CallsPerHour">What the window open now asks for, as far as the capacity allows.</param>
/// <param name="Finish">How it ends, if nothing intervenes; null where it does not dial or has nothing to.</param>
public sealed record Outlook(
    CampaignCounts Counts, string Doing, Instant? NextCall, double CallsPerHour, Finish? Finish = null);

/// <summary>What becomes of the calls that wait, retries to come left out.</summary>
/// <param name="LastCall">When the last of them starts; null when none finds a place.</param>
/// <param name="NotPlaced">How many find no place before the end date.</param>
public sealed record Finish(Instant? LastCall, long NotPlaced);
