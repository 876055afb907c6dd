using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls.Results;

/// <summary>Finds out which calls are over for good.</summary>
public sealed class FinalCalls(CallTable calls, CallRecords stored, TimeProvider time)
{
    /// <summary>
    /// The records of those that are, and the others: results are sent before the calls are saved as final, so that no crash can
    /// lose them.
    /// </summary>
    /// <remarks>Calls without a row were never dialed: they are final once the campaign's end has expired them.</remarks>
    internal async Task<(IReadOnlyList<CallRecord> Final, PositionRanges NotYet)> ReadAsync(
        CampaignKey key, PositionRanges positions, CancellationToken ct)
    {
        var found = await stored.AtAsync(key, positions, ct);
        var wanted = positions.Ranges.SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(i => range.From + i)).ToList();
        var expired = wanted.All(found.ContainsKey) ? PositionRanges.None : (await calls.ReadLedgerAsync(key, ct)).Progress.Expired;
        var now = time.Now();
        var records = wanted
            .Select(position => found.GetValueOrDefault(position) ?? Undialed(position, expired))
            .ToLookup(record => record.IsFinalAt(now));
        return ([.. records[true]], PositionRanges.Of(records[false].Select(record => record.Position)));
    }

    private static CallRecord Undialed(long position, PositionRanges expired) => new(
        position,
        PositionRanges.Of(position, position + 1).Except(expired).IsEmpty ? CallState.Expired : CallState.Waiting,
        0, null, [], ResultDelivery.None, default);
}
