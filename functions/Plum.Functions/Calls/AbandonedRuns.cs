using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>Ends the runs of dialers that died between claim and record, once their leases are over.</summary>
/// <remarks>Whoever plans reads them in the ledger anyway: no message has to come back for them.</remarks>
public sealed partial class AbandonedRuns(
    Dialer dialer, GatewayDirectory gateways, OutcomeQueue outcomes, TimeProvider time, ILogger<AbandonedRuns> logger)
{
    /// <summary>
    /// With so little of its lease left, ten seconds after its last call, a dialer without a record may have died. Few
    /// that live take so long: to look again at the end of the lease costs a healthy campaign nothing.
    /// </summary>
    private static readonly Duration Suspicion = Duration.FromSeconds(50);

    /// <summary>
    /// Open calls are asked about more often than that, until their time is over: a message must have been lost.
    /// </summary>
    private static readonly Duration Forgotten = Duration.FromMinutes(20);

    /// <summary>Whether there were any: the ledger is no longer as it was read.</summary>
    public async Task<bool> EndAsync(CampaignSetup setup, CampaignLedger ledger, CancellationToken ct)
    {
        var (campaign, now) = (setup.Campaign.Value, time.Now());
        var mayDial = setup.MayDial && setup.Calendar.IsOpenAt(now) && !(campaign.Queued?.Expires <= now);
        return await EndAsync(campaign, mayDial ? gateways.Of(setup).Name : null, ledger, ct);
    }

    /// <inheritdoc cref="EndAsync(CampaignSetup, CampaignLedger, CancellationToken)"/>
    /// <param name="dialsBy">The gateway that places the campaign's calls; null when none may start.</param>
    public async Task<bool> EndAsync(Campaign campaign, string? dialsBy, CampaignLedger ledger, CancellationToken ct)
    {
        var abandoned = ledger.Runs.Where(run => !run.Run.IsRecorded && run.Run.LeaseUntil <= time.Now()).ToList();
        foreach (var run in ledger.Runs.Where(
            run => run.Run.Endings.Any(ending => ending.IsOpen && ending.EndsAt + Forgotten <= time.Now())))
        {
            await outcomes.AskAsync(campaign.Key, run.Row, 0, Duration.Zero, ct);
        }

        foreach (var run in abandoned)
        {
            PlumMeter.Found(Finding.AbandonedRun);
            LogAbandoned(campaign.Key.Partition, run.Row, run.Run.Calls.Length);
            await dialer.ResolveAsync(campaign, run, dialsBy, ct);
        }

        return abandoned.Count > 0;
    }

    /// <summary>When the first of those that may become abandoned does so, or null.</summary>
    public Instant? NextAt(CampaignLedger ledger) => ledger.Runs
        .Where(run => !run.Run.IsRecorded && run.Run.LeaseUntil <= time.Now() + Suspicion)
        .Min(run => (Instant?)run.Run.LeaseUntil);

    [LoggerMessage(
        102,
        LogLevel.Warning,
        "Campaign {Campaign}: run {Run} with {Calls} calls was left behind by a dialer that stopped; ending it")]
    private partial void LogAbandoned(string campaign, string run, int calls);
}
