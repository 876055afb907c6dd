using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Accounts;
using Plum.Functions.Calls.Canceling;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>
/// One beat of a campaign: look at what dialers did, plan, and give out the calls of the coming stretch.
/// </summary>
/// <remarks>Redoing it is harmless: messages given out twice name the same calls, and a call is claimed once.</remarks>
public sealed class ReleaseCalls(
    CampaignTable campaigns,
    CallTable calls,
    CampaignEnd end,
    CampaignRemoval removal,
    RunFolding folding,
    AbandonedRuns abandoned,
    CancelOrders cancels, GatewayDirectory gateways, GatewayBreakers breakers, CampaignLines lines, DialPermits permits,
    Fence fence,
    QueueServiceClient queues, TimeProvider time, IOptions<DialingOptions> options, ILogger<ReleaseCalls> logger)
{
    /// <summary>How far ahead calls are given out when nothing can fall due in between.</summary>
    private static readonly Duration Horizon = Duration.FromMinutes(15);

    /// <summary>
    /// How far ahead with retries: less than the shortest retry interval, so that none falls due within a stretch
    /// already given out.
    /// </summary>
    private static readonly Duration RetryHorizon = Duration.FromSeconds(CallSettings.ShortestInterval - 10);

    /// <summary>
    /// How far ahead in the default campaign, where a call to be placed at once may come in at any moment.
    /// </summary>
    private static readonly Duration DefaultHorizon = Duration.FromSeconds(2);

    /// <summary>
    /// Messages appear this long before their first call's instant: queues deliver late, never early, and in whole
    /// seconds.
    /// </summary>
    public static readonly Duration Lead = Duration.FromSeconds(1);

    /// <summary>An attempt that could be owed a retry is recorded this long after its slot at the latest.</summary>
    private static readonly Duration Recorded = Duration.FromSeconds(15);

    private const int MaxCalls = 20_000;

    /// <summary>Due attempts looked at in one beat.</summary>
    private const int MaxDue = 600;

    /// <summary>
    /// Due attempts given out and not seen claimed: more would bloat the progress row, which is written at every beat.
    /// </summary>
    private const int MaxDueGiven = 3_000;

    /// <summary>When so many are out, dialers get this long to claim some before more are given out.</summary>
    private static readonly Duration Breath = Duration.FromMilliseconds(500);

    /// <summary>
    /// How long the giver of an order to cancel all may be at work on it before the campaign does it itself.
    /// </summary>
    private static readonly Duration Patience = Duration.FromSeconds(30);

    private const int Senders = 8;
    private readonly QueueClient _dials = queues.GetQueueClient(DialCalls.Queue);

    [Function(nameof(ReleaseCalls))]
    public async Task<Look> Run([ActivityTrigger] CampaignInput input, CancellationToken ct) =>
        await Spans.Plan(input.Key, input.Cause).OverAsync(() => PlanAsync(input.Key, ct));

    private async Task<Look> PlanAsync(CampaignKey key, CancellationToken ct)
    {
        using var scope = logger.Campaign(key);
        if (await campaigns.LoadSetupAsync(key, ct) is not { } setup)
        {
            return await RemoveAsync(key, ct);
        }

        var campaign = setup.Campaign.Value;
        if (campaign.Canceling is { } order)
        {
            return await WorkOffAsync(key, order, ct);
        }

        var (ledger, due) = await LookAsync(campaign, ct);
        if (await abandoned.EndAsync(setup, ledger, ct))
        {
            return AtOnce();
        }

        var look = !setup.MayDial && !HasExpired(campaign)
            ? await RestAsync(setup, ledger, ct)
            : await PlanAsync(setup, ledger, due, ct);
        return abandoned.NextAt(ledger) is { } next ? look.NotAfter(next) : look;
    }

    private async Task<Look> PlanAsync(
        CampaignSetup setup, CampaignLedger ledger, DueAttempts due, CancellationToken ct)
    {
        var (campaign, key) = (setup.Campaign.Value, setup.Campaign.Value.Key);
        if (setup.Epoch != ledger.Progress.Epoch)
        {
            return await TakeBackAsync(setup, ct);
        }

        if (ledger.Progress.OverdueAt < time.Now())
        {
            logger.Overdue(key.Partition);
            return await BeginEpochAsync(setup, ct);
        }

        var far = time.Now() + LinePlanner.Horizon + LinePlanner.Horizon;
        if (lines.AreLimited(setup) && ledger.Progress.Given.Any(given => given.LastSlot > far))
        {
            return await BeginEpochAsync(setup, ct); // given out before there was a limit
        }

        var pause = await PauseOfAsync(setup, ct);
        if (pause?.Until > time.Now() && !ledger.Progress.Given.IsEmpty)
        {
            // or those given out for later would go before those that were given back
            return await BeginEpochAsync(setup, ct);
        }

        var paused = pause?.Until > time.Now();
        var request = Request(setup, ledger, due);
        request = pause is null ? request : request with { MaxCalls = 1 };
        var (plan, lookBy) = await lines.PlanAsync(setup, ledger, request, !paused, ct);
        logger.Planned(key.Partition, plan.Reason.Text);
        var look = plan switch
        {
            Plan.Release when paused => await WaitForGatewayAsync(campaign, ledger, pause!, ct),
            Plan.Release release =>
                await Spans.Release(key, setup.Epoch).OverAsync(() => ReleaseAsync(setup, ledger, release, due, ct)),
            Plan.Hold hold => await WaitForLineAsync(campaign, ledger, hold, ct),
            _ => await GoOnAsync(campaign, ledger, due, plan, ct),
        };
        return lookBy is { } latest ? look.NotAfter(latest) : look;
    }

    private async Task<Look> GoOnAsync(
        Campaign campaign, CampaignLedger ledger, DueAttempts due, Plan plan, CancellationToken ct)
    {
        ledger = await FoldAsync(campaign, ledger, ct);
        return plan switch
        {
            Plan.Sleep sleep => Again(
                campaign,
                ledger.Progress,
                ledger,
                Earlier(sleep.Until - (campaign.IsDefault ? Lead : Lead + Lead), folding.AllOverAt(ledger))),
            Plan.Wait when IsDone(campaign, ledger) => Look.Over,
            Plan.Wait when due.More => Again(campaign, ledger.Progress, ledger, time.Now() + Breath),
            Plan.Wait wait => Again(campaign, ledger.Progress, ledger, Earlier(wait.Until, folding.AllOverAt(ledger))),
            _ => await end.FinishAsync(campaign, ledger, ct),
        };
    }

    // A gateway that the settings no longer name is waited for like one that takes no calls; a look a minute finds that
    // they do again.
    private async ValueTask<GatewayPause?> PauseOfAsync(CampaignSetup setup, CancellationToken ct)
    {
        var (name, gateway) = gateways.Of(setup);
        return gateway is null
            ? new(name, time.Now() + Duration.FromMinutes(1), 0, "the settings do not name it")
            : await breakers.PauseOfAsync(name, ct);
    }

    // Its last calls use lines as long as they go on.
    private async Task<Look> RemoveAsync(CampaignKey key, CancellationToken ct)
    {
        var lookBy = await campaigns.FindDeletedAsync(key, ct) is { Campaign: var campaign }
            ? await lines.KeepAsync(
                campaign, await permits.ReadAsync(key.Account, ct), await calls.ReadLedgerAsync(key, ct), ct)
            : null;
        var look = await removal.StepAsync(key, ct);
        return lookBy is { } latest ? look.NotAfter(latest) : look;
    }

    // Its calls keep their places in the queue until the gateway takes calls again.
    private async Task<Look> WaitForGatewayAsync(
        Campaign campaign, CampaignLedger ledger, GatewayPause pause, CancellationToken ct)
    {
        ledger = await FoldAsync(campaign, ledger, ct);
        return Again(campaign, ledger.Progress, ledger, Earlier(pause.Until, folding.AllOverAt(ledger)));
    }

    // Many campaigns may look every second or two: what is over waits for company.
    private async Task<Look> WaitForLineAsync(
        Campaign campaign, CampaignLedger ledger, Plan.Hold hold, CancellationToken ct)
    {
        var over = await folding.EnoughAsync(campaign.Key, ledger, ct);
        if (over.Count > 0)
        {
            await calls.TrySaveAsync(campaign.Key, ledger, ledger.Progress, over, ct);
        }

        return Again(campaign, ledger.Progress, ledger, hold.LookAgain);
    }

    // Whoever gave the order works it off, unless their process has died; two at it would only undo each other's saves.
    private async Task<Look> WorkOffAsync(CampaignKey key, CancelOrder order, CancellationToken ct)
    {
        if (time.Now() < order.At + Patience)
        {
            return new(false, (order.At + Patience).ToDateTimeUtc());
        }

        await cancels.WorkOffAsync(key, ct);
        return AtOnce();
    }

    // Stopped or not: no start can be answered with yes any more, so its calls end now.
    private bool HasExpired(Campaign campaign) => campaign.Queued?.Expires <= time.Now();

    // The ledger after a look at what dialers have claimed, and the due attempts that nobody has been told of.
    private async Task<(CampaignLedger Ledger, DueAttempts Due)> LookAsync(Campaign campaign, CancellationToken ct)
    {
        var ledger = await calls.ReadLedgerAsync(campaign.Key, ct);
        var given = ledger.Progress.Given.SelectMany(entry => entry.Due).ToHashSet();
        var waiting = HasDue(campaign, ledger) || given.Count > 0
            ? await calls.DueBeforeAsync(campaign.Key, Instant.MaxValue, MaxDue + 1 + (2 * given.Count), ct)
            : [];
        var progress = ledger.AdmittedTo(campaign).Seen(ledger.Runs.Select(run => run.Run), waiting.ToHashSet());
        var room = Math.Clamp(MaxDueGiven - progress.Given.Sum(entry => entry.Due.Length), 0, MaxDue);
        var untold = waiting.Where(attempt => !given.Contains(attempt)).ToList();
        return (ledger with { Progress = progress }, new([.. untold.Take(room)], untold.Count > room));
    }

    // A campaign whose retries were edited away still places those it owes.
    private static bool HasDue(Campaign campaign, CampaignLedger ledger) => campaign.MayRetry || ledger.OwesRetries;

    private bool IsDone(Campaign campaign, CampaignLedger ledger) =>
        ledger.Runs.IsEmpty && campaign.IsDone(ledger.Count(time.Now()));

    private static Instant Earlier(Instant planned, Instant? other) => Instant.Min(planned, other ?? planned);

    // Nothing to give out until somebody starts or resumes it; but its calls in progress are going to be over.
    private async Task<Look> RestAsync(CampaignSetup setup, CampaignLedger ledger, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        var lookBy = await lines.KeepAsync(campaign, setup.Permit, ledger, ct);
        ledger = await FoldAsync(campaign, ledger, ct);
        Instant? again = folding.AllOverAt(ledger) is { } over
            ? Earlier(over, campaign.Queued?.Expires)
            : campaign.Queued?.Expires;
        var look = again is { } at ? new(false, Instant.Max(at, time.Now()).ToDateTimeUtc()) : Look.WhenChanged;
        return lookBy is { } latest ? look.NotAfter(latest) : look;
    }

    private Duration HorizonOf(CampaignSetup setup, CampaignLedger ledger)
    {
        var campaign = setup.Campaign.Value;
        var horizon = campaign.IsDefault ? DefaultHorizon : HasDue(campaign, ledger) ? RetryHorizon : Horizon;
        return lines.AreLimited(setup) ? Duration.Min(horizon, LinePlanner.Horizon) : horizon;
    }

    private PlanRequest Request(CampaignSetup setup, CampaignLedger ledger, DueAttempts due) => new(
        setup.Calendar,
        setup.Campaign.Value.Anchor,
        time.Now(),
        ledger.Progress.GivenOutTo,
        HorizonOf(setup, ledger),
        ledger.Progress.Pending.Count,
        [.. due.First.Select(attempt => attempt.At)],
        ledger.Runs.Length > 0 || due.More,
        options.Value.CallsPerSecond,
        LimitsRelease(due, HorizonOf(setup, ledger)) ? Math.Max(1, due.First.Count) : MaxCalls);

    // Attempts that are not shown to the planner may come before the list's calls only if they are due within its
    // horizon.
    private bool LimitsRelease(DueAttempts due, Duration horizon) =>
        due.More && (due.First.Count == 0 || due.First[^1].At < time.Now() + horizon);

    private async Task<Look> ReleaseAsync(
        CampaignSetup setup, CampaignLedger ledger, Plan.Release plan, DueAttempts due, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        var (messages, progress) = Releases.Cut(
            campaign.Key, setup.Epoch, ledger.Progress, plan, due.First, CallTable.MaxRun(HasDue(campaign, ledger)));

        // Sent first, saved afterwards: a crash in between sends the calls again, and the second message finds them
        // claimed.
        await Parallel.ForEachAsync(
            messages, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = ct }, SendAsync);
        var over = await folding.EnoughAsync(campaign.Key, ledger, ct);
        if (!await calls.TrySaveAsync(campaign.Key, ledger, progress, over, ct))
        {
            return AtOnce(); // somebody gave some back meanwhile: plan again
        }

        if (over.Count == CallTable.MaxFold)
        {
            await FoldAsync(campaign, (await LookAsync(campaign, ct)).Ledger, ct);
        }

        return Again(
            campaign, progress, ledger, Instant.Min(LookAgain(plan, due), plan.Runs[0].Slots.Begin + RunFolding.Lag));
    }

    // The planner knows of the attempts it was shown; when all of them are out, the next ones are looked for.
    private Instant LookAgain(Plan.Release plan, DueAttempts due)
    {
        var all = due.More && plan.Runs.Where(run => run.Due).Sum(run => run.Slots.Count) == due.First.Count;
        return !all ? plan.LookAgain : due.First.Count == MaxDue ? time.Now() : time.Now() + Breath;
    }

    private async ValueTask SendAsync(DialMessage message, CancellationToken ct)
    {
        var delay = (message.Begin - Lead - time.Now()).TotalSeconds;
        var caused = message with { Cause = Spans.Cause };
        await _dials.SendMessageAsync(
            caused.ToJson(), TimeSpan.FromSeconds(Math.Max(0, Math.Floor(delay))), cancellationToken: ct);
    }

    // What was given out is to go back into the queue. Its messages may still be about; under a new epoch they dial
    // nothing.
    private async Task<Look> BeginEpochAsync(CampaignSetup setup, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        await campaigns.TrySaveCampaignAsync(setup.Campaign, campaign with { Epoch = campaign.Epoch + 1 }, ct);
        return AtOnce();
    }

    // The epoch has moved on: what nobody claimed goes back into the queue.
    private async Task<Look> TakeBackAsync(CampaignSetup setup, CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        await fence.HeldAsync(ct);
        var (held, _) = await LookAsync(campaign, ct);
        await calls.TrySaveAsync(
            campaign.Key, held, held.Progress.TakenBack(setup.Epoch, campaign.Anchor, time.Now()), [], ct);
        return AtOnce();
    }

    // Runs whose calls are all over become part of the totals, so that the ledger stays as short as what is in flight.
    private async Task<CampaignLedger> FoldAsync(Campaign campaign, CampaignLedger ledger, CancellationToken ct)
    {
        for (var tries = 0; tries < CallTable.Tries
            && await folding.OverAsync(campaign.Key, ledger, ct) is { Count: > 0 } over; tries++)
        {
            await calls.TrySaveAsync(campaign.Key, ledger, ledger.Progress, over, ct);
            (ledger, _) = await LookAsync(campaign, ct);
        }

        return ledger;
    }

    private Look AtOnce() => new(false, time.Now().ToDateTimeUtc());

    // The plan's own time, or earlier: when what was given out may have come to a retry, or should have been claimed.
    private Look Again(Campaign campaign, ReleaseProgress progress, CampaignLedger ledger, Instant planned)
    {
        var again = planned;
        if (progress.OverdueIsSeenAt(time.Now()) is { } overdue)
        {
            again = Instant.Min(again, overdue + Duration.FromMilliseconds(1));
        }

        if (HasDue(campaign, ledger)
            && (!progress.Given.IsEmpty || ledger.Runs.Any(run => !run.Run.IsRecorded || run.Run.HasOpen)))
        {
            var last = progress.Given.IsEmpty ? time.Now() : progress.Given.Max(given => given.LastSlot);
            again = Instant.Min(again, Instant.Max(last, time.Now()) + Recorded);
        }

        return new(false, Instant.Max(again, time.Now()).ToDateTimeUtc());
    }

    /// <summary>Attempts with a due instant of their own that nobody has been told of.</summary>
    /// <param name="First">The earliest, as many as one beat may give out.</param>
    /// <param name="More">There are others.</param>
    private sealed record DueAttempts(IReadOnlyList<DueAttempt> First, bool More);
}

internal static partial class ReleaseLog
{
    [LoggerMessage(111, LogLevel.Debug, "Campaign {Campaign}: {Reason}")]
    public static partial void Planned(this ILogger logger, string campaign, string reason);

    [LoggerMessage(
        112, LogLevel.Warning, "Campaign {Campaign}: calls given out were not claimed in time; giving them out again")]
    public static partial void Overdue(this ILogger logger, string campaign);
}
