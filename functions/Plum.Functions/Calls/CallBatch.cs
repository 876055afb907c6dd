using Azure.Data.Tables;
using Plum.Core.Campaigns;

namespace Plum.Functions.Calls;

/// <summary>Calls that were accepted together: successive positions of the campaign's list, successive call ids, pages of one batch.</summary>
/// <param name="First">The position of its first call in the campaign's list.</param>
public sealed record CallBatch(string BatchId, long First, long Calls, int FirstCallId)
{
    public int CallIdOf(long position) => FirstCallId + (int)(position - First);

    public TableEntity Write(CampaignKey key) => new(key.Partition, CallRows.Batch(First))
    {
        ["BatchId"] = BatchId,
        ["First"] = First,
        ["Calls"] = Calls,
        ["FirstCallId"] = FirstCallId,
    };

    public static CallBatch Read(TableEntity row) =>
        new(row.GetString("BatchId"), row.GetInt64("First")!.Value, row.GetInt64("Calls")!.Value, row.GetInt32("FirstCallId")!.Value);
}
