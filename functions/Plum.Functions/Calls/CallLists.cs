using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Lists of calls: batches of immutable pages in table <c>lists</c>, one partition for each batch.</summary>
/// <remarks>
/// A list is staged first, page by page as it arrives, where nobody sees it, and committed to its campaign in one
/// transaction. So a list is in a campaign whole or not at all, and a million calls cost a few thousand writes.
/// </remarks>
public sealed class CallLists(
    ListTable lists, CallTable calls, IntakeTable intake, CallIds ids, PageCache pages, StorageLoad load)
{
    private const int ReadsAtOnce = 8;

    /// <summary>Stages a list while it arrives: CSV, TXT, or a JSON array.</summary>
    public Task<StagedList> StageAsync(Stream list, PhoneListOptions options, CancellationToken ct) =>
        StageAsync((onPage, stop) => PhoneListReader.ReadAsync(list, options, onPage, stop), ct);

    /// <summary>Stages a list that came as the value of a field.</summary>
    public Task<StagedList> StageAsync(ReadOnlyMemory<byte> list, PhoneListOptions options, CancellationToken ct) =>
        StageAsync((onPage, stop) => PhoneListReader.ReadAsync(list, options, onPage, stop), ct);

    /// <summary>Gives a staged list its call ids, so that it can wait for its campaign.</summary>
    public async Task<PendingList?> PendingAsync(StagedList staged, CancellationToken ct) => staged.Accepted == 0
        ? null
        : new(staged.BatchId, staged.Accepted, await ids.TakeAsync(staged.Accepted, ct));

    /// <summary>
    /// Puts a list at the end of the campaign's list. From here on its calls are accepted. Doing it again changes
    /// nothing.
    /// </summary>
    public Task CommitAsync(CampaignKey key, PendingList list, CancellationToken ct) => intake.AppendAsync(
        key,
        first => new(first, list.Calls, list.FirstCallId, list.BatchId, list.MessageReference, list.CallParameters),
        list.BatchId,
        ct);

    /// <summary>Removes a staged list that is not wanted after all.</summary>
    public Task DiscardAsync(StagedList staged, CancellationToken ct) => lists.DeleteAsync(staged.BatchId, ct);

    /// <summary>Likewise for one whose campaign went away before it could join.</summary>
    public Task DiscardAsync(PendingList list, CancellationToken ct) => lists.DeleteAsync(list.BatchId, ct);

    /// <summary>The calls listed at these positions, with their call ids.</summary>
    public async Task<IReadOnlyDictionary<long, ListedCall>> FindAsync(
        CampaignKey key, IEnumerable<long> positions, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<long, ListedCall>();
        await Parallel.ForEachAsync(
            PositionRanges.Of(positions).Ranges,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct },
            async (range, stop) =>
            {
                await foreach (var call in ListedAsync(key, range, stop))
                {
                    found[call.Position] = call;
                }
            });
        return found;
    }

    /// <summary>Deletes the pages of a deleted campaign's batches.</summary>
    public async Task ClearAsync(CampaignKey key, CancellationToken ct)
    {
        await foreach (var batch in calls.BatchesAsync(key, ct).Where(batch => batch.BatchId is not null))
        {
            await lists.DeleteAsync(batch.BatchId!, ct);
        }
    }

    private async IAsyncEnumerable<ListedCall> ListedAsync(
        CampaignKey key, PositionRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var known = pages.BatchOver(key, range);
        await foreach (var batch in known is null
            ? calls.BatchesOverAsync(key, range, ct)
            : AsyncEnumerable.Repeat(known, 1))
        {
            if (batch is { Alone: { } alone })
            {
                yield return batch.Listed(batch.First, alone.Entry);
                continue;
            }

            pages.Keep(key, batch);
            for (var at = Math.Max(range.From, batch.First); at < Math.Min(range.To, batch.First + batch.Calls); at++)
            {
                var (page, index) = Math.DivRem(at - batch.First, CallPage.Size);
                var listed = await pages.PageAsync(
                    batch.BatchId!, (int)page, () => lists.ReadAsync(batch.BatchId!, (int)page, ct));
                yield return batch.Listed(at, listed[(int)index]);
            }
        }
    }

    private async Task<StagedList> StageAsync(
        Func<PageReceiver, CancellationToken, Task<PhoneListResult>> read, CancellationToken ct)
    {
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        load.CheckList();
        var upload = new ListUpload(lists, failed);
        await lists.MarkAsync(upload.Batch, ct);
        try
        {
            var result = await upload.RunAsync(read);
            return await lists.UnmarkAsync(upload.Batch, ct)
                ? new(upload.Batch, result)
                : throw new InvalidOperationException(
                    $"Upload {upload.Batch} took so long that its pages have been removed.");
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
/// <param name="Own">Settings of its own; null when its campaign's hold. Likewise <paramref name="Scheduled"/>.</param>
public sealed record ListedCall(
    long Position, int CallId, CallEntry Entry, CallSettings? Own, Instant? Scheduled = null)
{
    public CallSettings SettingsIn(Campaign campaign) => Own ?? campaign.Settings;
}
