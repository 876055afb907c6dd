using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>Finds out which calls are over for good.</summary>
public sealed class FinalCalls(CallTable calls, CallRecords stored, TimeProvider time)
{
    /// <summary>
    /// The records of those that are, and the others: results are sent before the calls are saved as final, so that no
    /// crash can lose them.
    /// </summary>
    /// <remarks>
    /// Calls without a row were never dialed: they are final once the campaign's end has expired them, or a user
    /// canceled all.
    /// </remarks>
    internal async Task<(IReadOnlyList<CallRecord> Final, PositionRanges NotYet)> ReadAsync(
        CampaignKey key, PositionRanges positions, CancellationToken ct)
    {
        var found = await stored.AtAsync(key, positions, ct);
        var wanted = positions.Ranges
            .SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(i => range.From + i))
            .ToList();
        var progress = wanted.All(found.ContainsKey)
            ? ReleaseProgress.New
            : (await calls.ReadLedgerAsync(key, ct)).Progress;
        var now = time.Now();
        var records = wanted
            .Select(position => found.GetValueOrDefault(position) ?? Undialed(position, progress, now))
            .ToLookup(record => record.IsFinalAt(now));
        return ([.. records[true]], PositionRanges.Of(records[false].Select(record => record.Position)));
    }

    private static CallRecord Undialed(long position, ReleaseProgress progress, Instant now) =>
        new(
            position,
            CampaignProgress.StateOf(position, null, progress, now),
            0,
            null,
            [],
            ResultDelivery.None,
            default);
}
