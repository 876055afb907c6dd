using System.Runtime.CompilerServices;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

// Calls found by id, position or batch, however long the list is.
public sealed partial class CallTable
{
    /// <summary>All attempts that wait under an instant of their own, the earliest due first.</summary>
    public IAsyncEnumerable<DueAttempt> DueAsync(CampaignKey key, CancellationToken ct)
    {
        var (from, to) = CallRows.DueBefore(Instant.MaxValue);
        return RangeAsync(key, from, to, ct, ["RowKey"]).Select(row => CallRows.DueOf(row.RowKey));
    }

    public async Task<bool> IsDueAsync(CampaignKey key, DueAttempt due, CancellationToken ct) =>
        await _calls.FindAsync(key.Partition, CallRows.Due(due), ct, ["RowKey"]) is not null;

    /// <summary>What is recorded of a call, or null when nothing has happened to it.</summary>
    public async Task<CallRecord?> FindCallAsync(CampaignKey key, long position, CancellationToken ct) =>
        await _calls.FindAsync(key.Partition, CallRows.Call(position), ct) is { } row ? CallRows.ReadCall(row) : null;

    /// <summary>How many calls have a result that was accepted or given up.</summary>
    public ValueTask<int> SettledAsync(CampaignKey key, CancellationToken ct)
    {
        var (from, to) = CallRows.Calls;
        return RangeAsync(key, from, to, ct, [CallRows.Delivery])
            .Select(row => row.GetString(CallRows.Delivery))
            .CountAsync(delivery => delivery is not null && !ResultDelivery.Parse(delivery).IsOpen, ct);
    }

    /// <summary>The position that a call has if it is in this campaign's list.</summary>
    public async Task<long?> PositionOfAsync(CampaignKey key, int callId, CancellationToken ct)
    {
        var (from, to) = CallRows.Ids(callId);
        await foreach (var row in RangeAsync(key, from, to, ct, pageSize: 1))
        {
            var offset = callId - CallRows.FirstIdOf(row.RowKey);
            return offset < row.GetInt64("Calls") ? row.GetInt64("First") + offset : null;
        }

        return null;
    }

    /// <summary>
    /// The attempt as it waits now if it was put back under an instant from its own due instant to another.
    /// </summary>
    public async Task<DueAttempt?> DueSinceAsync(CampaignKey key, DueAttempt due, Instant until, CancellationToken ct)
    {
        var (_, to) = CallRows.DueBefore(until + Duration.FromTicks(1));
        await foreach (var row in RangeAsync(key, CallRows.Due(due), to, ct, ["RowKey"]))
        {
            if (CallRows.DueOf(row.RowKey) is var waiting && waiting.Position == due.Position)
            {
                return waiting;
            }
        }

        return null;
    }

    /// <summary>
    /// Calls queued by themselves, from one position up to another, from the end to the beginning; without their
    /// settings.
    /// </summary>
    public IAsyncEnumerable<(long Position, CallPage Call)> AloneAsync(
        CampaignKey key, long from, long to, CancellationToken ct) =>
        RangeAsync(key, CallRows.Batch(to - 1), $"{CallRows.Batch(from)}|", ct, CallBatch.AloneColumns).Select(
            CallBatch.ReadAlone);

    public IAsyncEnumerable<CallBatch> BatchesAsync(CampaignKey key, CancellationToken ct) =>
        RangeAsync(key, CallRows.Batches.From, CallRows.Batches.To, ct).Select(CallBatch.Read);

    /// <summary>
    /// The batches that hold a stretch of positions, from its end to its beginning: the first is at or after its last
    /// key.
    /// </summary>
    public async IAsyncEnumerable<CallBatch> BatchesOverAsync(
        CampaignKey key, PositionRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var pageSize = (int)Math.Min(range.Count, 1_000);
        await foreach (var row in RangeAsync(
            key, CallRows.Batch(range.To - 1), CallRows.Batches.To, ct, pageSize: pageSize))
        {
            var batch = CallBatch.Read(row);
            yield return batch;
            if (batch.First <= range.From)
            {
                yield break;
            }
        }
    }
}
