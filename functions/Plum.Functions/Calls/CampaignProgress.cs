using System.Globalization;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>What a campaign's users may see of its calls: counts, and the calls one by one.</summary>
public sealed class CampaignProgress(CallTable calls, CallLists lists, TimeProvider time)
{
    /// <summary>
    /// Calls looked at for one answer: with a rare state asked for, a page may be short or empty and still have a next.
    /// </summary>
    private const int LookAtMost = 20 * CallPage.Size;

    /// <summary>How many calls are in each state now.</summary>
    public async Task<CampaignCounts> CountsAsync(CampaignKey key, CancellationToken ct) =>
        (await calls.ReadLedgerAsync(key, ct)).Count(time.Now());

    /// <summary>Calls in list order, from a cursor on; only those in a state when one is given.</summary>
    public async Task<CallListPage> CallsAsync(
        CampaignKey key, CallState? state, int limit, long from, CancellationToken ct)
    {
        var now = time.Now();
        var ledger = await calls.ReadLedgerAsync(key, ct);
        var (progress, accepted) = (ledger.Progress, ledger.Intake.Accepted);
        var last = Math.Min(accepted, from + LookAtMost);
        var found = new List<ListedState>();
        while (from < last)
        {
            var to = Math.Min(last, from + CallPage.Size);
            var records = await calls
                .CallsAsync(key, from, to, ct)
                .ToDictionaryAsync(record => record.Position, cancellationToken: ct);
            var wanted = Enumerable.Range(0, (int)(to - from))
                .Select(i => from + i)
                .Select(at => (Position: at, Record: records.GetValueOrDefault(at), State: StateOf(
                    at, records.GetValueOrDefault(at), progress, now)))
                .Where(call => state is null || call.State == state)
                .Take(limit - found.Count)
                .ToList();
            var listed = await lists.FindAsync(key, wanted.Select(call => call.Position), ct);
            found.AddRange(wanted.Select(call => new ListedState(listed[call.Position], call.State, call.Record)));
            from = found.Count == limit ? wanted[^1].Position + 1 : to;
            if (found.Count == limit)
            {
                break;
            }
        }

        return new(found, from < accepted ? from.ToString(CultureInfo.InvariantCulture) : null);
    }

    internal static CallState StateOf(long position, CallRecord? record, ReleaseProgress progress, Instant now) =>
        record is not null && record.StateAt(now) is var state && (state != CallState.InFlight || record.Claims > 1)
            ? state
        : progress.Canceled.Contains(position) ? CallState.Canceled
        : progress.Expired.Contains(position) ? CallState.Expired
        : record is null ? CallState.Waiting : CallState.InFlight;
}

/// <summary>Some calls of a list, and where the next ones begin.</summary>
/// <param name="Next">The cursor of the next page, or null when this is the last.</param>
public sealed record CallListPage(IReadOnlyList<ListedState> Calls, string? Next);

/// <summary>
/// A listed call, its state now, and what is recorded of it; nothing is while it waits for its first attempt.
/// </summary>
public sealed record ListedState(ListedCall Call, CallState State, CallRecord? Record);
