using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Calls.Results;
using Plum.Functions.Campaigns;
using Plum.Functions.Gateways;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Calls.Outcomes;

/// <summary>
/// Records what came of calls after they had been placed: once for each attempt, whatever comes twice, late or out of
/// order.
/// </summary>
/// <remarks>
/// An outcome replaces the open ending of its call in the run that claimed it, under the run's version: who comes
/// second finds no open ending. Those that come within a fifth of a second are recorded together, since storage counts
/// requests.
/// </remarks>
public sealed class OutcomeBook(
    CallTable calls, CampaignTable campaigns, CallLists lists, ResultQueue results, TimeProvider time)
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(200);

    private readonly List<Entry> _waiting = [];
    private readonly KeyedTurns _turns = new();

    /// <summary>Records the outcome of an attempt, and says what was known of it before.</summary>
    public async Task<Known> RecordAsync(AttemptKey attempt, Placement outcome, CancellationToken ct)
    {
        var entry = new Entry(attempt, outcome);
        lock (_waiting)
        {
            _waiting.Add(entry);
        }

        try
        {
            await Task.Delay(Together, time, ct);
        }
        catch (OperationCanceledException)
        {
            lock (_waiting)
            {
                _waiting.Remove(entry);
            }

            throw;
        }

        return await _turns.TakeAsync(attempt.Campaign.Partition, async () =>
        {
            if (!entry.Answer.Task.IsCompleted)
            {
                await WriteAsync(attempt.Campaign, Take(entry));
            }

            return await entry.Answer.Task;
        });
    }

    // Its own, and others of the campaign that came before or after it.
    private List<Entry> Take(Entry own)
    {
        lock (_waiting)
        {
            var others = _waiting.Where(entry => entry != own && entry.Attempt.Campaign == own.Attempt.Campaign);
            List<Entry> taken = [own, .. others.Take(CallTable.MaxClosed - 1)];
            _waiting.RemoveAll(taken.Contains);
            return taken;
        }
    }

    // For all of them, so none of their requests may break it off.
    private async Task WriteAsync(CampaignKey key, List<Entry> entries)
    {
        try
        {
            await time.RetryOnConflictAsync(
                () => TryWriteAsync(key, entries, CancellationToken.None),
                CancellationToken.None,
                busy: "The campaign is being changed by many at once; send the outcome again.");
        }
        catch (Exception e)
        {
            foreach (var entry in entries)
            {
                entry.Answer.TrySetException(e);
            }
        }
    }

    private async Task<bool> TryWriteAsync(CampaignKey key, IReadOnlyList<Entry> entries, CancellationToken ct)
    {
        var places = Places(await calls.ReadLedgerAsync(key, ct), entries);
        var open = entries
            .Where(entry => places.GetValueOrDefault(entry.Attempt)?.Ending is { IsOpen: true })
            .DistinctBy(entry => entry.Attempt)
            .ToList();
        if (open.Count > 0
            && await campaigns.FindEvenDeletedAsync(key, ct) is { } campaign
            && !await TryCloseAsync(campaign, open, places, ct))
        {
            return false;
        }

        foreach (var entry in entries)
        {
            entry.Answer.TrySetResult(places.GetValueOrDefault(entry.Attempt) switch
            {
                { Ending: null } => Known.NotYetPlaced,
                { Ending.IsOpen: true } => Known.Open,
                _ => Known.Already,
            });
        }

        return true;
    }

    private async Task<bool> TryCloseAsync(
        Campaign campaign, IReadOnlyList<Entry> open, Dictionary<AttemptKey, Place> places, CancellationToken ct)
    {
        var listed = await lists.FindAsync(campaign.Key, open.Select(entry => entry.Attempt.Position), ct);
        var closed = open.ToDictionary(
            entry => entry.Attempt,
            entry => Closed(
                entry, places[entry.Attempt].Ending!.Value, listed[entry.Attempt.Position].SettingsIn(campaign)));
        if (campaign.PostsResults)
        {
            // Before they are saved as final: a poster that comes too early comes again, and no crash in between loses
            // a result.
            await results.SendAsync(campaign.Key, closed.Values, ct);
        }

        var runs =
            from call in closed
            let place = places[call.Key]
            group (place.Index, call.Value.Ending) by place.Run into run
            select run.Key with { Run = run.Key.Run.Closed(run.ToDictionary(call => call.Index, call => call.Ending)) };
        if (!await calls.TryCloseAsync(campaign.Key, runs, [.. closed.Values], ct))
        {
            return false;
        }

        PlumMeter.Recorded([.. closed.Values]);
        return true;
    }

    private static Dictionary<AttemptKey, Place> Places(CampaignLedger ledger, IReadOnlyList<Entry> entries)
    {
        var wanted = entries.Select(entry => entry.Attempt).ToHashSet();
        var places = new Dictionary<AttemptKey, Place>();
        foreach (var run in ledger.Runs)
        {
            for (var i = 0; i < run.Run.Calls.Length; i++)
            {
                var call = run.Run.Calls[i];
                var attempt = new AttemptKey(entries[0].Attempt.Campaign, call.Position, call.Attempt);
                if (wanted.Contains(attempt))
                {
                    places[attempt] = new(run, i, run.Run.IsRecorded ? run.Run.Endings[i] : null);
                }
            }
        }

        return places;
    }

    private static DialedCall Closed(Entry entry, RunEnding open, CallSettings settings)
    {
        var (outcome, placed) = (entry.Outcome, open.Call);
        var attempt = new CallAttempt(
            entry.Attempt.Attempt,
            placed.DialedAt,
            Instant.Max(outcome.EndsAt, placed.DialedAt),
            outcome.Completed,
            outcome.CalleeType,
            outcome.DurationSeconds,
            outcome.Note,
            outcome.Transfers,
            outcome.TransferSeconds);
        DueAttempt? retry = attempt.NextDue(settings) is { } due
            ? new(entry.Attempt.Position, due.ToUnixTimeTicks(), entry.Attempt.Attempt + 1)
            : null;
        return new(entry.Attempt.Position, attempt, placed.CallerId, retry);
    }

    /// <summary>What was known of an attempt when its outcome came.</summary>
    public enum Known
    {
        /// <summary>It was open: the outcome is recorded.</summary>
        Open,

        /// <summary>It has an outcome, or there is no such attempt: nothing is changed.</summary>
        Already,

        /// <summary>Its dialer has not recorded yet that it was placed: the outcome has to come again.</summary>
        NotYetPlaced,
    }

    private sealed record Place(StoredRun Run, int Index, RunEnding? Ending);

    private sealed class Entry(AttemptKey attempt, Placement outcome)
    {
        public AttemptKey Attempt => attempt;

        public Placement Outcome => outcome;

        public TaskCompletionSource<Known> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
