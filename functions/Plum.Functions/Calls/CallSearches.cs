using System.Globalization;
using System.Text;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Finds calls of a campaign by number or message_reference. A list is read a few hundred pages at a time, and no call
/// by itself.
/// </summary>
public sealed class CallSearches(
    CallTable calls, ListTable pages, CallLists lists, CallRecords records, TimeProvider time)
{
    /// <summary>Calls looked at for one answer; then the next page goes on.</summary>
    public const long LookAtMost = 1_000_000;

    /// <summary>
    /// Found calls whose state is looked up for one answer, when only those in one state are asked for.
    /// </summary>
    private const int StatesAtMost = 20_000;

    /// <summary>
    /// Positions that one of the reads side by side covers: of a list's pages, and of calls queued one by one. One row
    /// less than fits into a read, or another would have to find that there are no more.
    /// </summary>
    private const long ListStretch = (ListTable.PagesAtOnce - 1) * CallPage.Size;

    private const long AloneStretch = 999;
    private const int ReadsAtOnce = 4;

    /// <summary>Calls in list order, from a cursor on; only those in a state when one is given.</summary>
    public async Task<CallListPage> FindAsync(
        Campaign campaign, CallSearch search, CallState? state, int limit, long from, CancellationToken ct)
    {
        var ledger = await calls.ReadLedgerAsync(campaign.Key, ct);
        var last = Math.Min(ledger.Intake.Accepted, from + LookAtMost);
        var found = new List<ListedState>();
        for (var looked = 0; from < last && found.Count < limit && looked < StatesAtMost;)
        {
            var to = Math.Min(last, from + (ReadsAtOnce * (campaign.IsDefault ? AloneStretch : ListStretch)));
            foreach (var part in (await MatchesAsync(campaign, search, new(from, to), ct)).Chunk(limit))
            {
                looked += part.Length;
                found.AddRange(await StatesAsync(campaign.Key, part, state, ledger.Progress, ct));
                if (found.Count >= limit || looked >= StatesAtMost)
                {
                    to = part[^1] + 1;
                    break;
                }
            }

            from = to;
        }

        if (found.Count > limit)
        {
            found.RemoveRange(limit, found.Count - limit);
            from = found[^1].Call.Position + 1;
        }

        return new(found, from < ledger.Intake.Accepted ? from.ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task<IReadOnlyList<ListedState>> StatesAsync(
        CampaignKey key, long[] positions, CallState? wanted, ReleaseProgress progress, CancellationToken ct)
    {
        var now = time.Now();
        var stored = await records.AtAsync(key, PositionRanges.Of(positions), ct);
        var states = positions
            .Select(at => (Position: at, Record: stored.GetValueOrDefault(at)))
            .Select(call => (call.Position, call.Record, State: CampaignProgress.StateOf(
                call.Position, call.Record, progress, now)))
            .Where(call => wanted is null || call.State == wanted)
            .ToList();
        var listed = await lists.FindAsync(key, states.Select(call => call.Position), ct);
        return [.. states.Select(call => new ListedState(listed[call.Position], call.State, call.Record))];
    }

    private async Task<IReadOnlyList<long>> MatchesAsync(
        Campaign campaign, CallSearch search, PositionRange range, CancellationToken ct)
    {
        var stretches = campaign.IsDefault ? Cut(range, AloneStretch) : await StretchesAsync(campaign.Key, range, ct);
        var found = new List<long>[stretches.Count];
        await Parallel.ForAsync(
            0,
            stretches.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct },
            async (i, stop) => found[i] = await MatchesAsync(campaign.Key, search, stretches[i], stop));
        return [.. found.SelectMany(part => part).Order()];
    }

    private async Task<List<long>> MatchesAsync(
        CampaignKey key, CallSearch search, Stretch stretch, CancellationToken ct)
    {
        var found = new List<long>();
        if (stretch.Batch is not { BatchId: { } batchId } batch)
        {
            await foreach (var (position, call) in calls.AloneAsync(key, stretch.From, stretch.To, ct))
            {
                found.AddRange(call.Find(search, []).Select(_ => position));
            }

            return found;
        }

        var otherwise = Encoding.UTF8.GetBytes(batch.MessageReference);
        var first = (stretch.From - batch.First) / CallPage.Size;
        var end = (stretch.To - 1 - batch.First) / CallPage.Size;
        await foreach (var (number, page) in pages.ReadAsync(batchId, (int)first, (int)end + 1, ct))
        {
            var begins = batch.First + ((long)number * CallPage.Size);
            found.AddRange(page
                .Find(search, otherwise)
                .Select(i => begins + i)
                .Where(at => at >= stretch.From && at < stretch.To));
        }

        return found;
    }

    private async Task<IReadOnlyList<Stretch>> StretchesAsync(
        CampaignKey key, PositionRange range, CancellationToken ct) =>
        await calls.BatchesOverAsync(key, range, ct)
            .SelectMany(batch => Cut(
                new(Math.Max(range.From, batch.First), Math.Min(range.To, batch.First + batch.Calls)),
                ListStretch,
                batch))
            .ToListAsync(ct);

    private static List<Stretch> Cut(PositionRange range, long length, CallBatch? batch = null)
    {
        var stretches = new List<Stretch>();
        for (var from = range.From; from < range.To; from += length)
        {
            stretches.Add(new(from, Math.Min(range.To, from + length), batch));
        }

        return stretches;
    }

    /// <summary>Positions that are read together.</summary>
    /// <param name="Batch">The list they are in; null for calls queued one by one.</param>
    private sealed record Stretch(long From, long To, CallBatch? Batch);
}
