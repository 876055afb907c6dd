using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Lists of calls: batches of immutable pages in table <c>lists</c>, one partition for each batch.</summary>
/// <remarks>
/// A list is staged first, page by page as it arrives, where nobody sees it, and committed to its campaign in one transaction. So a list
/// is in a campaign whole or not at all, and a million calls cost a few thousand writes.
/// </remarks>
public sealed class CallLists(TableServiceClient tables, CallTable calls, CallIds ids, PageCache pages, TimeProvider time)
{
    /// <summary>Bytes a binary property may have (Azure Table storage).</summary>
    private const int PropertyBytes = 64 * 1024;

    /// <summary>A transaction may hold 4 MiB; half of it leaves room for keys and encoding on the wire.</summary>
    private const int TransactionBytes = 1_500_000;

    private const int TransactionPages = 100;
    private const int Writers = 3;
    private readonly TableClient _lists = tables.GetTableClient("lists");

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
    public async Task DiscardAsync(StagedList staged, CancellationToken ct)
    {
        for (var page = 0; page < staged.Pages; page += TransactionPages)
        {
            var part = Enumerable.Range(page, Math.Min(TransactionPages, staged.Pages - page));
            await _lists.SubmitTransactionAsync(
                part.Select(number => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(staged.BatchId, PageRow(number)), ETag.All)), ct);
        }
    }

    private async Task DiscardPartAsync(string batch)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {batch}");
        var rows = await _lists.QueryAsync<TableEntity>(filter, select: ["PartitionKey", "RowKey"]).ToListAsync();
        foreach (var part in rows.Chunk(TransactionPages))
        {
            await _lists.SubmitTransactionAsync(part.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, ETag.All)));
        }
    }

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
            var listed = await pages.PageAsync(batch.BatchId, (int)page, () => LoadPageAsync(batch.BatchId, (int)page, ct));
            found[position] = new(position, batch.CallIdOf(position), listed[(int)index]);
        }

        return found;
    }

    /// <summary>Deletes the pages of a deleted campaign's batches.</summary>
    public async Task ClearAsync(CampaignKey key, CancellationToken ct)
    {
        await foreach (var row in calls.BatchesAsync(key, ct))
        {
            var batch = CallBatch.Read(row);
            await DiscardAsync(new(batch.BatchId, (int)((batch.Calls + CallPage.Size - 1) / CallPage.Size), null!), ct);
        }
    }

    private async Task<CallBatch?> LoadBatchAsync(CampaignKey key, long position, CancellationToken ct) =>
        await calls.FindBatchAsync(key, position, ct) is { } row ? CallBatch.Read(row) : null;

    private async Task<CallPage> LoadPageAsync(string batch, int number, CancellationToken ct)
    {
        TableEntity row = await _lists.GetEntityAsync<TableEntity>(batch, PageRow(number), cancellationToken: ct);
        var parts = Enumerable.Range(0, row.GetInt32("Parts")!.Value).Select(part => row.GetBinary($"D{part}")!).ToArray();
        return new(parts.Length == 1 ? parts[0] : parts.SelectMany(part => part).ToArray());
    }

    private async Task<StagedList> StageAsync(Func<PageReceiver, CancellationToken, Task<PhoneListResult>> read, CancellationToken ct)
    {
        var batch = Guid.CreateVersion7().ToString("N");
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var full = Channel.CreateBounded<List<TableTransactionAction>>(Writers);
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(full.Reader, failed)).ToArray();
        var count = 0;
        List<TableTransactionAction> open = [];
        var size = 0;
        PhoneListResult result;
        try
        {
            result = await read(AddAsync, failed.Token);
            if (open.Count > 0)
            {
                await full.Writer.WriteAsync(open, failed.Token);
            }
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            await Task.WhenAll(writers); // throws what stopped them
            throw;
        }
        catch
        {
            // The upload broke off: what has been written of it goes again.
            full.Writer.TryComplete();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await DiscardPartAsync(batch);
            throw;
        }
        finally
        {
            full.Writer.TryComplete();
        }

        await Task.WhenAll(writers);
        return new(batch, count, result);

        async ValueTask AddAsync(ReadOnlyMemory<byte> page, int calls)
        {
            if (open.Count == TransactionPages || size + page.Length > TransactionBytes)
            {
                await full.Writer.WriteAsync(open, failed.Token);
                (open, size) = ([], 0);
            }

            open.Add(new(TableTransactionActionType.Add, PageEntity(batch, count++, page)));
            size += page.Length;
        }
    }

    private async Task WriteAsync(ChannelReader<List<TableTransactionAction>> full, CancellationTokenSource failed)
    {
        try
        {
            await foreach (var transaction in full.ReadAllAsync(failed.Token))
            {
                await _lists.SubmitTransactionAsync(transaction, failed.Token);
            }
        }
        catch
        {
            await failed.CancelAsync(); // whoever reads the upload must not wait for a writer that is gone
            throw;
        }
    }

    private static TableEntity PageEntity(string batch, int number, ReadOnlyMemory<byte> page)
    {
        var entity = new TableEntity(batch, PageRow(number));
        var parts = 0;
        for (var at = 0; at < page.Length; at += PropertyBytes)
        {
            entity[$"D{parts++}"] = page.Slice(at, Math.Min(PropertyBytes, page.Length - at)).ToArray();
        }

        entity["Parts"] = parts;
        return entity;
    }

    private static string PageRow(int number) => number.ToString("D8", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A list that has been read and written but belongs to no campaign yet.</summary>
public sealed record StagedList(string BatchId, int Pages, PhoneListResult Result)
{
    public long Accepted => Result.Accepted;
}

/// <summary>A call as it was listed, with the id it got when it was accepted.</summary>
public sealed record ListedCall(long Position, int CallId, CallEntry Entry);
