using Plum.Core.Calls;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>Reads the records of calls that may lie far apart in their campaign's list.</summary>
public sealed class CallRecords(CallTable calls)
{
    /// <summary>
    /// Rows of a query's page (Azure Table storage): what lies no further away costs no read of its own.
    /// </summary>
    private const int PageRows = 1_000;

    /// <summary>
    /// The records by position, those of some calls between them too. Stretches that lie near each other are read
    /// together.
    /// </summary>
    internal async Task<IReadOnlyDictionary<long, CallRecord>> AtAsync(
        CampaignKey key, PositionRanges positions, CancellationToken ct)
    {
        var found = new Dictionary<long, CallRecord>();
        foreach (var range in positions.Bridged(PageRows).Ranges)
        {
            await foreach (var record in calls.CallsAsync(key, range.From, range.To, ct))
            {
                found[record.Position] = record;
            }
        }

        return found;
    }
}
