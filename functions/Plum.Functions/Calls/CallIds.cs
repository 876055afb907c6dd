using Azure.Data.Tables;
using Plum.Functions.Shared;

namespace Plum.Functions.Calls;

/// <summary>Hands out call ids: positive 32-bit integers, unique on this server and never used twice.</summary>
/// <remarks>
/// Receivers of result posts read <c>call_id</c> as a 32-bit integer, so ids are handed out in blocks from one counter.
/// </remarks>
public sealed class CallIds(TableServiceClient tables, TimeProvider time) : IDisposable
{
    private const string Partition = "call-ids"; // no account id holds a hyphen

    /// <summary>
    /// Ids taken at a time for calls queued one by one. A process that ends leaves the rest of its block unused.
    /// </summary>
    private const int Block = 1_000;

    private readonly TableClient _accounts = tables.GetTableClient("accounts");
    private readonly SemaphoreSlim _turn = new(1);
    private int _next;
    private int _left;

    /// <summary>The first of a few successive ids, from this process's own block.</summary>
    /// <param name="count">At most <see cref="Block"/>.</param>
    public async Task<int> TakeFromBlockAsync(int count, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_left < count)
            {
                _next = await TakeAsync(Block, ct);
                _left = Block;
            }

            _left -= count;
            _next += count;
            return _next - count;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The first of <paramref name="count"/> successive ids.</summary>
    /// <exception cref="InvalidOperationException">All ids have been used.</exception>
    public async Task<int> TakeAsync(long count, CancellationToken ct)
    {
        long next = 1;
        await time.RetryOnConflictAsync(
            async () =>
            {
                var read = await _accounts.FindAsync(Partition, "next", ct);
                next = read?.GetInt64("Next") ?? 1;
                if (next + count > int.MaxValue)
                {
                    throw new InvalidOperationException("All 2,147,483,647 call ids of this server have been used.");
                }

                var row = new TableEntity(Partition, "next") { ["Next"] = next + count };
                return await _accounts.TrySaveAsync(row, read?.ETag, ct) is not null;
            },
            ct);
        return (int)next;
    }
}
