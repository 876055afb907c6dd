using Microsoft.Extensions.Logging;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>
/// Asks gateways what came of the open calls of a run, again and again with growing pauses, until each has an outcome.
/// </summary>
/// <remarks>
/// Most outcomes come by callback. This finds those whose callback was lost, those of gateways that cannot reach us,
/// and the calls whose placing was asked for and never answered.
/// </remarks>
public sealed partial class OpenCalls(
    CallTable calls, CallRecords records, CallLists lists, GatewayDirectory gateways, OutcomeBook book,
    OutcomeQueue queue, TimeProvider time, ILogger<OpenCalls> logger)
{
    private static readonly Duration LongestPause = Duration.FromMinutes(15);

    /// <summary>
    /// How long a gateway may not know a call yet that it was asked for: until then a lost answer is not taken for a
    /// no.
    /// </summary>
    private static readonly Duration Settled = Duration.FromMinutes(2);

    private const int AsksAtOnce = 8;

    private static readonly Duration Soon = Duration.FromSeconds(5);

    /// <summary>How long after its placing the gateway is asked about a call for the first time.</summary>
    private Duration FirstPause => gateways.CallsBack ? Duration.FromMinutes(1) : Soon;

    /// <summary>
    /// Has the gateway asked about the open calls of a run; soon about those of which nobody knows whether they were
    /// placed.
    /// </summary>
    public Task AskLaterAsync(CampaignKey key, string run, IEnumerable<DialedCall> dialed, CancellationToken ct)
    {
        var isInDoubt = dialed.Any(call => call.Attempt is { IsOpen: true, Gateway.Reference: null });
        return queue.AskAsync(key, run, 0, isInDoubt ? Soon : FirstPause, ct);
    }

    public async Task AskAsync(CampaignKey key, string row, int tries, CancellationToken ct)
    {
        if (await calls.FindRunAsync(key, row, ct) is not { } run || (run.Run.IsRecorded && !run.Run.HasOpen))
        {
            return;
        }

        if (run.Run.IsRecorded)
        {
            await AskAsync(key, run.Run, ct);
        }

        // Before this message is gone: whoever takes up the next one looks whether anything is left to ask.
        var pause = Duration.FromSeconds(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(tries + 1, 16)));
        await queue.AskAsync(key, row, tries + 1, Duration.Min(LongestPause, pause), ct);
    }

    /// <summary>
    /// Asks the gateway to end a call that goes on. False when it cannot, or nobody knows the call there.
    /// </summary>
    public async Task<bool> TryHangUpAsync(CampaignKey key, FoundCall call, CancellationToken ct)
    {
        if (call.Listed.Record?.Attempts is not [.., { IsOpen: true, Gateway: { Reference: not null } at } attempt]
            || gateways.Find(at.Name) is not { } gateway)
        {
            return false;
        }

        var open = new OpenCall(
            new(key, call.Call.Position, attempt.Number), at.Reference, Dialed(call.Call), null, attempt.DialedAt);
        return await gateway.TryHangUpAsync(open, ct);
    }

    private async Task AskAsync(CampaignKey key, DialRun run, CancellationToken ct)
    {
        var open = run.Calls.Zip(run.Endings).Where(call => call.Second.IsOpen).ToList();
        var positions = open.Select(call => call.First.Position).ToList();
        var found = await records.AtAsync(key, PositionRanges.Of(positions), ct);
        var listed = await lists.FindAsync(key, positions, ct);
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = AsksAtOnce, CancellationToken = ct },
            async (call, stop) =>
            {
                var (position, attempt) = call.First;
                if (found.GetValueOrDefault(position)?.Attempts.FirstOrDefault(each => each.Number == attempt)?.Gateway
                    is { } gateway)
                {
                    await AskAsync(new(key, position, attempt), gateway, listed[position], call.Second, stop);
                }
            });
    }

    private async Task AskAsync(
        AttemptKey attempt, GatewayCall call, ListedCall listed, RunEnding open, CancellationToken ct)
    {
        var asked = new OpenCall(attempt, call.Reference, Dialed(listed), open.Call.CallerId, open.Call.DialedAt);
        var answer = await LookAsync(asked, call, ct);
        var now = time.Now();
        if (OutcomeOf(asked, answer, open, now) is { } outcome)
        {
            await book.RecordAsync(attempt, outcome, ct);
        }
    }

    private static PhoneNumber Dialed(ListedCall listed) => PhoneNumber.TryParse(
        listed.Entry.PhoneNumber, out var number, out var fault)
        ? number
        : throw new InvalidOperationException($"A number was dialed that {fault}.");

    private static Placement? OutcomeOf(OpenCall asked, GatewayAnswer? answer, RunEnding open, Instant now) =>
        answer switch
        {
            GatewayAnswer.Ended ended => ended.Outcome,
            GatewayAnswer.NotPlaced no when now >= asked.DialedAt + Settled => Placement.Unknown(now, no.Reason),
            _ when now >= open.EndsAt => Placement.Unknown(now, "the gateway has not told what came of the call"),
            _ => null,
        };

    private async Task<GatewayAnswer?> LookAsync(OpenCall asked, GatewayCall call, CancellationToken ct)
    {
        if (gateways.Find(call.Name) is not { CanLook: true } gateway)
        {
            return null;
        }

        try
        {
            return await gateway.LookAsync(asked, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogNotTold(asked.Key.Campaign.Partition, call.Name, LogPrivacy.Of(e.Message));
            return null;
        }
    }

    [LoggerMessage(
        104, LogLevel.Warning,
        "Campaign {Campaign}: gateway {Gateway} could not say what came of a call: {Fault}")]
    private partial void LogNotTold(string campaign, string gateway, string fault);
}
