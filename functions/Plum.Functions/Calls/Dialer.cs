using Azure;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Core.PhoneLists;
using Plum.Functions.Accounts;
using Plum.Functions.Calls.Outcomes;
using Plum.Functions.Calls.Results;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;
using Polly;

namespace Plum.Functions.Calls;

/// <summary>Places the calls of a claimed run, each at its instant, and records what came of them.</summary>
public sealed partial class Dialer(
    CallTable calls, CallLists lists, DialPermits permits, Fence fence, CampaignControl control,
    GatewayDirectory gateways, GatewayBreakers breakers, OpenCalls open, ResultQueue results, StartLines lines,
    TimeProvider time, ILogger<Dialer> logger)
{
    // An outcome that is not recorded is lost: storage gets half a minute more to come back than its client gives it.
    private readonly ResiliencePipeline _patiently = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new()
        {
            ShouldHandle = new PredicateBuilder().Handle<RequestFailedException>(
                e => e.Status is 0 or 408 or 429 or >= 500),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    private readonly KeyedTurns _givingBack = new();

    /// <summary>Dials a run that this dialer has just claimed.</summary>
    /// <param name="slots">The slots of the calls, and perhaps of others.</param>
    /// <param name="turn">Among the campaign's messages; over when the last of its calls has started.</param>
    /// <param name="stop">Then no call starts any more: those that did are recorded, the others go back.</param>
    public async Task DialAsync(
        CampaignSetup setup,
        SlotRun slots,
        StartTurn turn,
        IReadOnlyList<PlannedCall> planned,
        IReadOnlyDictionary<long, ListedCall> listed,
        StoredRun run,
        CancellationToken stop,
        CancellationToken ct)
    {
        Spans.Name(run);
        var campaign = setup.Campaign.Value;
        var (name, gateway) = gateways.Of(setup); // there is one, or nobody would have claimed
        var enter = lines.Places(setup, slots, turn);
        var placing = new List<Task<DialedCall?>>(planned.Count);
        var (started, back) = (new List<PlannedCall>(planned.Count), new List<PlannedCall>());
        var verdict = Verdict.Start;
        foreach (var call in planned)
        {
            verdict = verdict == Verdict.StartNoMore
                ? verdict
                : await MayStartAsync(setup, call, listed[call.Position], turn, enter, stop);
            if (verdict == Verdict.Start)
            {
                started.Add(call);
                placing.Add(PlaceAsync(setup, call, listed[call.Position], (name, gateway!), ct));
            }
            else
            {
                back.Add(call);
            }
        }

        turn.Dispose();
        if (back.Count > 0)
        {
            // Before the others are over, which may take their receiver a while: these have their place in the queue
            // again at once.
            run = await GiveBackAsync(campaign.Key, started, back, run, ct);
        }

        var dialed = await Task.WhenAll(placing);
        if (dialed.Contains(null))
        {
            List<PlannedCall> notPlaced = [.. started.Where((_, i) => dialed[i] is null)];
            run = await GiveBackAsync(campaign.Key, [.. started.Except(notPlaced)], notPlaced, run, ct);
        }

        DialedCall[] placed = [.. dialed.OfType<DialedCall>()];
        if (placed.Length > 0)
        {
            await RecordAsync(campaign, run, placed, ct);
        }
    }

    // The last look before the telephone rings: a stop or an edit may have been answered since the claim, or time have
    // passed.
    private async ValueTask<Verdict> MayStartAsync(
        CampaignSetup setup,
        PlannedCall call,
        ListedCall listed,
        StartTurn turn,
        Func<Instant, Duration?> enter,
        CancellationToken stop)
    {
        var campaign = setup.Campaign.Value;
        try
        {
            turn.MoveTo(call.At);
            await time.UntilAsync(call.At, stop);
            if (time.Now() <= call.At + StartLine.Lateness)
            {
                await turn.ComeAsync(Duration.Zero, stop);
            }

            if (enter(call.At) is not { } wait)
            {
                return Verdict.Skip;
            }

            await time.UntilAsync(time.Now() + wait, stop);
            if (!await fence.IsCurrentAsync(campaign.Key, setup.Epoch, stop))
            {
                return Verdict.StartNoMore;
            }
        }
        catch (Exception e) when (e is RequestFailedException or TimeoutException || stop.IsCancellationRequested)
        {
            return Verdict.StartNoMore; // nobody knows, or the host stops; the calls placed so far keep their outcomes
        }

        var now = time.Now();
        return stop.IsCancellationRequested ? Verdict.StartNoMore
            : setup.Calendar.IsOpenAt(now) && !(now >= listed.SettingsIn(campaign).Expires) ? Verdict.Start
            : Verdict.Skip;
    }

    /// <summary>Ends a run whose dialer died between the claim and the record.</summary>
    /// <remarks>
    /// Nobody knows which of its calls were placed. A gateway that recognises attempts is asked again, each at a slot
    /// of its own, as long as the campaign may dial; one that can tell what became of them is asked that, or its
    /// callbacks tell. Elsewhere the attempts end as unknown: a call may have been lost, but nobody is rung twice. So
    /// they do where the campaign has another gateway since: that one would not recognise them.
    /// </remarks>
    /// <param name="dialsBy">Who places the campaign's calls now; null when none may start.</param>
    public async Task ResolveAsync(Campaign campaign, StoredRun run, string? dialsBy, CancellationToken ct)
    {
        run = await GiveUpAsync(campaign.Key, run, ct);
        if (run.Run.Calls.IsEmpty || run.Run.IsRecorded)
        {
            return;
        }

        var now = time.Now();
        var name = run.Run.Gateway ?? gateways.Default.Name;
        var gateway = gateways.Find(name);
        if (name == dialsBy && gateway is { TakesIdempotencyKey: true })
        {
            PlannedCall[] again = [.. run.Run.Calls.Select(call => new PlannedCall(
                call.Position,
                call.Attempt,
                now,
                call.Attempt > 1 || campaign.IsDefault
                    ? new DueAttempt(call.Position, now.ToUnixTimeTicks(), call.Attempt)
                    : null))];
            await GiveBackAsync(campaign.Key, [], again, run, ct);
            return;
        }

        var listed = await lists.FindAsync(campaign.Key, run.Run.Calls.Select(call => call.Position), ct);
        var permit = await permits.ReadAsync(campaign.Key.Account, ct);
        var unknown = new List<DialedCall>();
        foreach (var call in run.Run.Calls)
        {
            var attempt = gateway is { TellsLater: true }
                ? Open(call.Attempt, new(name, null), run.Run.LeaseUntil - DialCalls.Lease, gateway)
                : new CallAttempt(
                    call.Attempt, now, now, false, CalleeType.Unknown, 0,
                    "unknown: the dialer stopped before the answer was recorded");
            var (_, callerId, _) = NumbersOf(campaign, permit, listed[call.Position]);
            unknown.Add(new(call.Position, attempt, callerId.Number, null));
        }

        await RecordAsync(campaign, run, unknown, ct);
    }

    // Calls that were canceled or expired before this run was claimed were not placed: its dialer was out of date by
    // then.
    private async Task<StoredRun> GiveUpAsync(CampaignKey key, StoredRun run, CancellationToken ct)
    {
        var givenUp = (await calls.ReadLedgerAsync(key, ct)).Progress.GivenUp;
        var left = run.Run.Without(givenUp).Calls;
        if (left.Length == run.Run.Calls.Length)
        {
            return run;
        }

        var now = time.Now();
        run = await GiveBackAsync(key, Planned(left), Planned(run.Run.Calls.Except(left)), run, ct);
        return run with { Run = run.Run.Without(givenUp) };

        List<PlannedCall> Planned(IEnumerable<RunCall> some) =>
            [.. some.Select(call => new PlannedCall(call.Position, call.Attempt, now, null))];
    }

    private static CallAttempt Open(int attempt, GatewayCall call, Instant dialedAt, IDialGateway gateway) => new(
        attempt, dialedAt, dialedAt + gateway.LongestCall, false, CalleeType.Unknown, 0, IsOpen: true, Gateway: call);

    // Null when the gateway took no call.
    private async Task<DialedCall?> PlaceAsync(
        CampaignSetup setup, PlannedCall call, ListedCall listed, (string Name, IDialGateway Gateway) carrier,
        CancellationToken ct)
    {
        var (campaign, dialedAt) = (setup.Campaign.Value, time.Now());
        PlumMeter.Started(dialedAt - call.At);
        var (number, callerId, fault) = NumbersOf(campaign, setup.Permit, listed);
        var settings = listed.SettingsIn(campaign);
        var request = new DialRequest(
            new(campaign.Key, call.Position, call.Attempt),
            listed.CallId,
            number,
            callerId.Number,
            new(settings.StartUrl),
            CallVariables.ForStart(listed, settings),
            dialedAt);
        var (name, gateway) = carrier;
        var answer = fault is null
            ? await AskAsync(name, gateway, request, ct)
            : new GatewayAnswer.Ended(new(false, CalleeType.Unknown, time.Now(), 0, $"not dialed: the number {fault}"));
        if (answer is GatewayAnswer.NotPlaced)
        {
            return null;
        }

        var attempt = answer is GatewayAnswer.Ended { Outcome: var placement }
            ? new CallAttempt(
                call.Attempt, dialedAt, placement.EndsAt, placement.Completed, placement.CalleeType,
                placement.DurationSeconds,
                Notes(callerId.Note, placement.Note), placement.Transfers, placement.TransferSeconds)
            : Open(call.Attempt, new(name, (answer as GatewayAnswer.Placed)?.Reference), dialedAt, gateway);
        DueAttempt? retry = attempt.NextDue(settings) is { } due
            ? new(call.Position, due.ToUnixTimeTicks(), call.Attempt + 1)
            : null;
        return new(call.Position, attempt, callerId.Number, retry);
    }

    // The number to dial, and the one to show. An earlier version accepted numbers that are refused today: those are
    // not dialed.
    private static (PhoneNumber Number, CallerId CallerId, string? Fault) NumbersOf(
        Campaign campaign, DialPermit permit, ListedCall listed)
    {
        _ = PhoneNumber.TryParse(listed.Entry.PhoneNumber, out var number, out var fault);
        var ofCampaign = campaign.CallerIdFor(number, listed.Position, permit.Owned);
        return (number, CallerId.Of(number, ofCampaign, permit.CallerId, permit.Owned), fault);
    }

    private static string? Notes(string? first, string? second) =>
        first is null || second is null ? first ?? second : $"{first}; {second}";

    // A gateway that fails has an answer too: one broken call must not take its whole run with it. Nobody knows whether
    // that one was placed: it is open until somebody tells, if anybody can.
    private async Task<GatewayAnswer> AskAsync(
        string name, IDialGateway gateway, DialRequest request, CancellationToken ct)
    {
        using var asking = Spans.Gateway(request.Key.Campaign, request.CallId, request.Key.Attempt);
        try
        {
            var answer = await breakers.PlaceAsync(name, gateway, request, ct);
            asking.Answered(answer);
            return answer;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            asking.Failed(e);
            LogInDoubt(request.Key.Campaign.Partition, name, LogPrivacy.Of(e.Message));
            return gateway.TellsLater
                ? new GatewayAnswer.Placed(null)
                : new GatewayAnswer.Ended(Placement.Unknown(time.Now(), e.Message));
        }
    }

    private async Task RecordAsync(
        Campaign campaign, StoredRun run, IReadOnlyList<DialedCall> dialed, CancellationToken ct)
    {
        if (campaign.PostsResults)
        {
            // Before they are saved as final: a poster that comes too early comes again, and no crash in between loses
            // a result.
            await _patiently.ExecuteAsync(async stop => await results.SendAsync(campaign.Key, dialed, stop), ct);
        }

        if (dialed.Any(call => call.Attempt.IsOpen))
        {
            // Likewise: whoever comes before the record comes again.
            await _patiently.ExecuteAsync(
                async stop => await open.AskLaterAsync(campaign.Key, run.Row, dialed, stop), ct);
        }

        if (await _patiently.ExecuteAsync(
            async stop => await calls.TryRecordAsync(campaign.Key, run.Row, run.Version, dialed, stop), ct))
        {
            PlumMeter.Recorded(dialed);
        }
    }

    // Calls that were claimed but not dialed go back into the queue; the run keeps those that were. One run after the
    // other: where the machine cannot keep the pace there are many, and each changes the campaign's progress.
    private Task<StoredRun> GiveBackAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> dialed, IReadOnlyList<PlannedCall> back, StoredRun run,
        CancellationToken ct) =>
        _givingBack.TakeAsync(key.Partition, () => GiveBackInTurnAsync(key, dialed, back, run, ct));

    private async Task<StoredRun> GiveBackInTurnAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> dialed, IReadOnlyList<PlannedCall> back, StoredRun run,
        CancellationToken ct)
    {
        for (var tries = 0; tries < CallTable.Tries; tries++)
        {
            // Changed means done: by this dialer, though the answer was lost on its way, or by somebody who took it for
            // dead.
            var left = await _patiently.ExecuteAsync(
                async stop => await TryGiveBackAsync(key, dialed, back, run, stop), ct);
            if (left?.Version != run.Version)
            {
                await _patiently.ExecuteAsync(async stop => await control.ChangedAsync(key, stop), ct);
                return left ?? run;
            }
        }

        throw new BusyException();
    }

    private async Task<StoredRun?> TryGiveBackAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> dialed, IReadOnlyList<PlannedCall> back, StoredRun run,
        CancellationToken ct)
    {
        await calls.TryGiveBackAsync(key, dialed, back, run, ct);
        return await calls.FindRunAsync(key, run.Row, ct);
    }

    [LoggerMessage(
        103, LogLevel.Warning, "Campaign {Campaign}: gateway {Gateway} did not say whether it placed a call: {Fault}")]
    private partial void LogInDoubt(string campaign, string gateway, string fault);

    private enum Verdict
    {
        Start,

        /// <summary>This call's time is over; the next one's may not be.</summary>
        Skip,

        StartNoMore,
    }
}
