using Azure;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Calls.Gateway;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Polly;

namespace Plum.Functions.Calls;

/// <summary>Places the calls of a claimed run, each at its instant, and records what came of them.</summary>
public sealed class Dialer(CallTable calls, CallLists lists, Fence fence, IDialGateway gateway, ResultQueue results, TimeProvider time)
{
    // An outcome that is not recorded is lost: storage gets half a minute more to come back than its client gives it.
    private readonly ResiliencePipeline _patiently = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new()
        {
            ShouldHandle = new PredicateBuilder().Handle<RequestFailedException>(e => e.Status is 0 or 408 or 429 or >= 500),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromSeconds(1),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Dials a run that this dialer has just claimed.</summary>
    public async Task DialAsync(
        CampaignSetup setup,
        IReadOnlyList<PlannedCall> planned,
        IReadOnlyDictionary<long, ListedCall> listed,
        StoredRun run,
        CancellationToken ct)
    {
        var campaign = setup.Campaign.Value;
        var placing = new List<Task<DialedCall>>(planned.Count);
        foreach (var call in planned)
        {
            await time.UntilAsync(call.At, ct);

            // The last look before the telephone rings: a stop or an edit may have been answered since the claim.
            if (!setup.Calendar.IsOpenAt(time.Now()) || !await fence.IsCurrentAsync(campaign.Key, campaign.Epoch, ct))
            {
                break;
            }

            placing.Add(PlaceAsync(campaign, call, listed[call.Position], ct));
        }

        var dialed = await Task.WhenAll(placing);
        if (dialed.Length < planned.Count)
        {
            run = await GiveBackAsync(campaign.Key, planned, dialed.Length, run, ct);
        }

        if (dialed.Length > 0)
        {
            await RecordAsync(campaign, run, dialed, ct);
        }
    }

    /// <summary>Ends a run whose dialer died between the claim and the record.</summary>
    /// <remarks>
    /// Nobody knows which of its calls were placed. A gateway that recognises attempts is asked again, as long as the campaign may dial
    /// now; elsewhere the attempts end as unknown: a call may have been lost, but nobody is rung twice.
    /// </remarks>
    public async Task ResolveAsync(Campaign campaign, StoredRun run, bool mayDial, CancellationToken ct)
    {
        var now = time.Now();
        var listed = await lists.FindAsync(campaign.Key, run.Run.Calls.Select(call => call.Position), ct);
        var dialed = await Task.WhenAll(run.Run.Calls.Select(call => mayDial && gateway.TakesIdempotencyKey
            ? PlaceAsync(campaign, new(call.Position, call.Attempt, now, null), listed[call.Position], ct)
            : Task.FromResult(new DialedCall(
                call.Position,
                new(call.Attempt, now, now, false, CalleeType.Unknown, 0, "unknown: the dialer stopped before the answer was recorded"),
                null))));
        await RecordAsync(campaign, run, dialed, ct);
    }

    private async Task<DialedCall> PlaceAsync(Campaign campaign, PlannedCall call, ListedCall listed, CancellationToken ct)
    {
        var dialedAt = time.Now();
        if (!PhoneNumber.TryParse(listed.Entry.PhoneNumber, out var number, out var fault))
        {
            throw new InvalidDataException($"Call {listed.CallId} was accepted with a number that {fault}.");
        }

        var request = new DialRequest(
            $"{campaign.Key.Partition}-{call.Position}-{call.Attempt}",
            listed.CallId,
            number,
            new(campaign.StartUrl),
            CallVariables.ForStart(listed),
            dialedAt);
        var placement = await AskAsync(request, ct);
        var attempt = new CallAttempt(
            call.Attempt, dialedAt, placement.EndsAt, placement.Completed, placement.CalleeType, placement.DurationSeconds, placement.Note);
        RetryDue? retry = attempt.NextDue(campaign.MaxRetries, campaign.RetryInterval) is { } due
            ? new(call.Position, due.ToUnixTimeTicks(), call.Attempt + 1)
            : null;
        return new(call.Position, attempt, retry);
    }

    // A gateway that fails has an outcome too: one broken call must not take its whole run with it.
    private async Task<Placement> AskAsync(DialRequest request, CancellationToken ct)
    {
        try
        {
            return await gateway.PlaceAsync(request, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return new(false, CalleeType.Unknown, time.Now(), 0, $"unknown: {e.Message}");
        }
    }

    private async Task RecordAsync(Campaign campaign, StoredRun run, IReadOnlyList<DialedCall> dialed, CancellationToken ct)
    {
        var recorded = await _patiently.ExecuteAsync(
            async stop => await calls.TryRecordAsync(campaign.Key, run.Row, run.Version, dialed, stop), ct);
        if (recorded && campaign.ResultUrl is not null)
        {
            await _patiently.ExecuteAsync(async stop => await results.SendAsync(campaign.Key, dialed, stop), ct);
        }
    }

    // Calls that were claimed but not dialed go back into the queue; the run keeps those that were.
    private async Task<StoredRun> GiveBackAsync(
        CampaignKey key, IReadOnlyList<PlannedCall> planned, int dialed, StoredRun run, CancellationToken ct)
    {
        for (var tries = 0; tries < CallTable.Tries; tries++)
        {
            var ledger = await calls.ReadLedgerAsync(key, ct);
            if (await calls.TryGiveBackAsync(key, ledger, [.. planned.Take(dialed)], [.. planned.Skip(dialed)], run, ct))
            {
                return await calls.FindRunAsync(key, run.Row, ct) ?? run;
            }
        }

        throw new BusyException();
    }
}
