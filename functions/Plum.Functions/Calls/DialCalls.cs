using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Pacing;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls;

/// <summary>Starts the calls of one dial message, each at its own instant: check, claim, dial, record.</summary>
/// <remarks>
/// Queues deliver at least once, so calls are claimed first and only the claimer dials. Whatever goes wrong, a call is
/// not rung twice: the redelivered message finds the claim. A message that is out of date or too late dials nothing;
/// the planner gives its calls out again, and ends those of a dialer that died.
/// </remarks>
public sealed partial class DialCalls(
    CallTable calls, CallRecords records, CallLists lists, SetupCache setups, CampaignEnd end, CampaignControl control,
    Fence fence, StartLines lines, Dialer dialer, GatewayDirectory gateways, TimeProvider time,
    ILogger<DialCalls> logger)
{
    /// <summary>
    /// Claims are made this long before the first call's instant, so that the claim's own write does not delay it.
    /// </summary>
    private static readonly Duration ClaimAhead = Duration.FromMilliseconds(150);

    /// <summary>
    /// A call that is later than this is not claimed: it would hardly come to the telephone before its slot is gone.
    /// </summary>
    private static readonly Duration ClaimLateness = (Planner.Lateness + StartLine.Lateness) / 2;

    /// <summary>
    /// How long after its last instant a dialer may be at work: fetching start_url takes 10 seconds at most.
    /// </summary>
    public static readonly Duration Lease = Duration.FromSeconds(60);

    /// <summary>Where releases put their messages.</summary>
    public const string Queue = "dials";

    [Function(nameof(DialCalls))]
    public async Task Run([QueueTrigger(Queue)] string message, CancellationToken ct)
    {
        var dial = DialMessage.Parse(message);
        var key = new CampaignKey(dial.Account, dial.Campaign);
        PlumMeter.TakenUp(Queue, dial.Begin - ReleaseCalls.Lead, time);
        using var scope = logger.Campaign(key);
        await Spans.Dial(key, dial).OverAsync(() => DialAsync(key, dial, ct));
    }

    private async Task DialAsync(CampaignKey key, DialMessage dial, CancellationToken ct)
    {
        var planned = dial.Calls();
        using var turn = lines.Join(key, dial);
        await time.UntilAsync(planned[0].At - ClaimAhead, ct);
        // Where several messages are late, a kill would take what all of them had claimed and not placed.
        await turn.ComeAsync(ClaimAhead, ct);

        var current = await fence.IsCurrentAsync(key, dial.Epoch, ct);
        if (current && await setups.FindAsync(key, dial.Epoch, ct) is { } setup)
        {
            await DialAsync(setup, dial.Slots, turn, planned, ct);
            return;
        }

        logger.OutOfDate(key.Partition, dial.Epoch, planned.Count);
    }

    private async Task DialAsync(
        CampaignSetup setup, SlotRun slots, StartTurn turn, IReadOnlyList<PlannedCall> planned, CancellationToken ct)
    {
        var key = setup.Campaign.Value.Key;
        var now = time.Now();
        List<PlannedCall> due = [.. planned.Where(call => call.At + ClaimLateness >= now)];
        while (due.Count == 0 || !await TryDialAsync(setup, slots, turn, due, ct))
        {
            // Somebody claimed some of them: an earlier delivery of this message, another release of the same calls, or
            // a user's cancel.
            var claimed = await ClaimedAsync(key, planned, ct);
            if (claimed.Any(record => record.State == CallState.InFlight))
            {
                await control.ChangedAsync(key, ct); // their dialer may have died: the planner keeps an eye on it
            }

            List<PlannedCall> left =
                [.. due.Where(
                    call => !claimed.Any(record => record.Position == call.Position && IsTaken(record, call)))];
            if (left.Count == 0 || left.Count == due.Count)
            {
                return; // all are taken, or stand elsewhere in the queue by now
            }

            due = left; // fewer each time: this comes to its end however many cancel meanwhile
        }
    }

    private async Task<bool> TryDialAsync(
        CampaignSetup setup, SlotRun slots, StartTurn turn, List<PlannedCall> due, CancellationToken ct)
    {
        // Read before the claim: a claim that then cannot be dialed would cost its calls their certainty.
        var key = setup.Campaign.Value.Key;
        var listed = await lists.FindAsync(key, due.Select(call => call.Position), ct);
        var now = time.Now();
        if (due.Where(call => IsTooLate(setup, listed, call, now)).ToList() is { Count: > 0 } late)
        {
            await ExpireAsync(setup.Campaign.Value, late, ct);
            due = [.. due.Except(late)];
        }

        if (due.Count == 0)
        {
            return true;
        }

        if (gateways.Of(setup) is not (var gateway, { }))
        {
            await control.ChangedAsync(key, ct); // the planner takes back what it has given out, and waits
            return true;
        }

        ct.ThrowIfCancellationRequested(); // for the last time: what is claimed is recorded or given back
        using var finishing = new Finishing(time, ct);
        var lease = Instant.Max(due[^1].At, time.Now()) + Lease;
        if (await calls.TryClaimAsync(key, due, lease, gateway, finishing.Token) is not { } run)
        {
            return false;
        }

        using var scope = logger.Run(run.Row);
        await dialer.DialAsync(setup, slots, turn, due, listed, run, stop: ct, finishing.Token);
        return true;
    }

    private static bool IsTooLate(
        CampaignSetup setup, IReadOnlyDictionary<long, ListedCall> listed, PlannedCall call, Instant now) =>
        call.Due is not null
            && Instant.Max(call.At, now) >= listed[call.Position].SettingsIn(setup.Campaign.Value).Expires;

    private async Task ExpireAsync(Campaign campaign, List<PlannedCall> late, CancellationToken ct)
    {
        for (var tries = 0; tries < CallTable.Tries; tries++)
        {
            var ledger = await calls.ReadLedgerAsync(campaign.Key, ct);
            if (await end.TryExpireAsync(campaign, ledger, [.. late.Select(call => call.Due!.Value)], ct))
            {
                return;
            }

            // Somebody wrote the totals, or another delivery of this message was faster.
            var taken = await ClaimedAsync(campaign.Key, late, ct);
            late =
            [
                .. late.Where(call => !taken.Any(record => record.Position == call.Position && IsTaken(record, call)))
            ];
            if (late.Count == 0)
            {
                return;
            }
        }

        throw new BusyException();
    }

    private async Task<IReadOnlyList<CallRecord>> ClaimedAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> planned, CancellationToken ct)
    {
        var found = await records.AtAsync(key, PositionRanges.Of(planned.Select(call => call.Position)), ct);
        return
        [
            .. from call in planned
               let record = found.GetValueOrDefault(call.Position)
               where record is not null && IsTaken(record, call)
               select record
        ];
    }

    // A retry's row exists since the first attempt; it is taken when its number of attempts has reached this one.
    private static bool IsTaken(CallRecord record, PlannedCall call) =>
        record.Claims >= call.Attempt || record.State is CallState.Canceled or CallState.Expired;
}

internal static partial class DialLog
{
    [LoggerMessage(
        101,
        LogLevel.Information,
        "Campaign {Campaign}: a message of epoch {Epoch} with {Calls} calls is out of date; its calls stay in the "
            + "queue")]
    public static partial void OutOfDate(this ILogger logger, string campaign, long epoch, int calls);
}
