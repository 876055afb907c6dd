using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Lists of calls: batches of immutable pages in table <c>lists</c>, one partition for each batch.</summary>
/// <remarks>
/// A list is staged first, page by page as it arrives, where nobody sees it, and committed to its campaign in one transaction. So a list
/// is in a campaign whole or not at all, and a million calls cost a few thousand writes.
/// </remarks>
public sealed class CallLists(ListTable lists, CallTable calls, CallIds ids, PageCache pages, TimeProvider time)
{
    /// <summary>Stages a list while it arrives: CSV, TXT, or a JSON array.</summary>
    public Task<StagedList> StageAsync(Stream list, PhoneListOptions options, CancellationToken ct) =>
        StageAsync((onPage, stop) => PhoneListReader.ReadAsync(list, options, onPage, stop), ct);

    /// <summary>Stages a list that came as the value of a field.</summary>
    public Task<StagedList> StageAsync(ReadOnlyMemory<byte> list, PhoneListOptions options, CancellationToken ct) =>
        StageAsync((onPage, stop) => PhoneListReader.ReadAsync(list, options, onPage, stop), ct);

    /// <summary>Puts a staged list at the end of the campaign's list. From here on its calls are accepted. Doing it again changes nothing.</summary>
    public Task CommitAsync(CampaignKey key, StagedList staged, CancellationToken ct) => CommitAsync(key, staged.BatchId, staged.Accepted, ct);

    /// <inheritdoc cref="CommitAsync(CampaignKey, StagedList, CancellationToken)"/>
    public async Task CommitAsync(CampaignKey key, string batchId, long accepted, CancellationToken ct)
    {
        if (accepted == 0 || await calls.HasBatchAsync(key, batchId, ct))
        {
            return;
        }

        var firstCallId = await ids.TakeAsync(accepted, ct);
        for (var tries = 0; tries < CallTable.Tries; tries++)
        {
            var ledger = await calls.ReadLedgerAsync(key, ct);
            var batch = new CallBatch(batchId, ledger.Progress.Accepted, accepted, firstCallId);
            if (await calls.TryAppendAsync(key, ledger, ledger.Progress.Append(accepted, time.Now()), batch.Write(key), ct)
                || await calls.HasBatchAsync(key, batchId, ct))
            {
                return;
            }
        }

        throw new BusyException();
    }

    /// <summary>Removes a staged list that is not wanted after all.</summary>
    public Task DiscardAsync(StagedList staged, CancellationToken ct) => lists.DeleteAsync(staged.BatchId, ct);

    /// <summary>The calls listed at these positions, with their call ids.</summary>
    public async Task<IReadOnlyDictionary<long, ListedCall>> FindAsync(CampaignKey key, IEnumerable<long> positions, CancellationToken ct)
    {
        var found = new Dictionary<long, ListedCall>();
        foreach (var position in positions.Order())
        {
            var batch = await pages.BatchAsync(key, position, () => LoadBatchAsync(key, position, ct));
            if (batch is null)
            {
                continue;
            }

            var (page, index) = Math.DivRem(position - batch.First, CallPage.Size);
            var listed = await pages.PageAsync(batch.BatchId, (int)page, () => lists.ReadAsync(batch.BatchId, (int)page, ct));
            found[position] = new(position, batch.CallIdOf(position), listed[(int)index]);
        }

        return found;
    }

    /// <summary>Deletes the pages of a deleted campaign's batches.</summary>
    public async Task ClearAsync(CampaignKey key, CancellationToken ct)
    {
        await foreach (var row in calls.BatchesAsync(key, ct))
        {
            await lists.DeleteAsync(CallBatch.Read(row).BatchId, ct);
        }
    }

    private async Task<CallBatch?> LoadBatchAsync(CampaignKey key, long position, CancellationToken ct) =>
        await calls.FindBatchAsync(key, position, ct) is { } row ? CallBatch.Read(row) : null;

    private async Task<StagedList> StageAsync(Func<PageReceiver, CancellationToken, Task<PhoneListResult>> read, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var upload = new ListUpload(lists, failed);
        await lists.MarkAsync(upload.Batch, ct);
        try
        {
            var result = await upload.RunAsync(read);
            return await lists.UnmarkAsync(upload.Batch, ct)
                ? new(upload.Batch, result)
                : throw new InvalidOperationException($"Upload {upload.Batch} took so long that its pages have been removed.");
        }
        catch
        {
            // The upload broke off: what has been written of it goes again, also when it was its sender who went away.
            await lists.DeleteAsync(upload.Batch, CancellationToken.None);
            await lists.UnmarkAsync(upload.Batch, CancellationToken.None);
            throw;
        }
    }
}

/// <summary>A list that has been read and written but belongs to no campaign yet.</summary>
public sealed record StagedList(string BatchId, PhoneListResult Result)
{
    public long Accepted => Result.Accepted;
}

/// <summary>A call as it was listed, with the id it got when it was accepted.</summary>
public sealed record ListedCall(long Position, int CallId, CallEntry Entry);
