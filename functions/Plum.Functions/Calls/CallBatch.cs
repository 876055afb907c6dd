using System.Text.Json;
using Azure.Data.Tables;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>
/// Calls that were accepted together: successive positions of the campaign's list and successive call ids.
/// </summary>
/// <param name="First">The position of its first call in the campaign's list.</param>
/// <param name="BatchId">The batch of pages in table <c>lists</c>; null for a call that was queued by itself.</param>
/// <param name="MessageReference">
/// The message_reference of calls that were listed without; likewise <paramref name="CallParameters"/>.
/// </param>
/// <param name="Alone">The call that was queued by itself, with its settings.</param>
public sealed record CallBatch(
    long First,
    long Calls,
    int FirstCallId,
    string? BatchId,
    string MessageReference = "",
    string CallParameters = "",
    SingleCall? Alone = null)
{
    private const string AlonePage = "Call";
    private const string AloneSettings = "Settings";
    private const string AloneScheduled = "Scheduled";

    /// <summary>The call at a position, as its page lists it.</summary>
    public ListedCall Listed(long position, CallEntry entry) =>
        new(position, FirstCallId + (int)(position - First), Completed(entry), Alone?.Settings, Alone?.Scheduled);

    /// <summary>A listed call with what all calls of the batch share.</summary>
    public CallEntry Completed(CallEntry entry) => MessageReference is "" && CallParameters is "" ? entry : entry with
    {
        MessageReference = entry.MessageReference is "" ? MessageReference : entry.MessageReference,
        CallParameters = entry.CallParameters is "" ? CallParameters : entry.CallParameters,
    };

    public TableEntity Write(CampaignKey key)
    {
        var row = new TableEntity(key.Partition, CallRows.Batch(First))
        {
            ["First"] = First,
            ["Calls"] = Calls,
            ["FirstCallId"] = FirstCallId,
        };
        if (Alone is { } alone)
        {
            row[AlonePage] = Page(alone.Entry);
            row[AloneSettings] = JsonSerializer.Serialize(alone.Settings, StoredJson.Default.CallSettings);
            row[AloneScheduled] = alone.Scheduled.ToUnixTimeTicks();
            return row;
        }

        row["BatchId"] = BatchId;
        row["MessageReference"] = MessageReference;
        row["CallParameters"] = CallParameters;
        return row;
    }

    public static CallBatch Read(TableEntity row) => new(
        row.GetInt64("First")!.Value,
        row.GetInt64("Calls")!.Value,
        row.GetInt32("FirstCallId")!.Value,
        row.GetString("BatchId"),
        row.GetString("MessageReference") ?? "",
        row.GetString("CallParameters") ?? "",
        row.GetBinary(AlonePage) is { } page
            ? new(
                new CallPage(page)[0],
                JsonSerializer.Deserialize(row.GetString(AloneSettings), StoredJson.Default.CallSettings)!,
                Instant.FromUnixTimeTicks(row.GetInt64(AloneScheduled)!.Value))
            : null);

    /// <summary>What a search reads of a call that was queued by itself.</summary>
    internal static readonly string[] AloneColumns = ["First", AlonePage];

    internal static (long Position, CallPage Call) ReadAlone(TableEntity row) =>
        (row.GetInt64("First")!.Value, new(row.GetBinary(AlonePage)));

    private static byte[] Page(CallEntry entry)
    {
        var writer = new CallPageWriter();
        return writer.TryAdd(entry, out var reason)
            ? writer.Take()
            : throw new ArgumentException(reason, nameof(entry));
    }
}
