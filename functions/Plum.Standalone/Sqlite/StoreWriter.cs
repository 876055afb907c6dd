using System.Threading.Channels;
using System.Threading.RateLimiting;
using SQLitePCL;

namespace Plum.Standalone.Sqlite;

/// <summary>
/// The one thread that writes. It commits whatever has queued up as one transaction, so that many callers share the cost of
/// reaching the disk, and answers them after the commit.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    // 16 MB of log: long enough that the pages written most are copied seldom, short enough to stay in the page cache.
    private const int CheckpointPages = 2048;

    // Of writes on their way, in units of a small one: who would exceed it waits before building its write.
    private const int MostUnits = (32 << 20) / EmbeddedStore.SmallWrite;

    private const int GroupLength = 4096;
    private const long GroupBytes = 8 << 20;

    private readonly ConcurrencyLimiter _room = new(new() { PermitLimit = MostUnits, QueueLimit = int.MaxValue });

    // Whoever adds a write wakes the thread itself, whatever the thread pool is busy with.
    private readonly Channel<PendingWrite> _writes = Channel.CreateUnbounded<PendingWrite>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly WriteSession _session;
    private readonly DiskReserve _reserve;
    private readonly Thread _thread;
    private int _checkpointAt = CheckpointPages;

    public StoreWriter(WriteSession session, DiskReserve reserve)
    {
        (_session, _reserve) = (session, reserve);
        _thread = new Thread(Loop) { IsBackground = true, Name = "storage writer" };
        _thread.Start();
    }

    /// <summary>Queues a write that is prepared first, and answers when it is on disk.</summary>
    /// <param name="bytes">About how much memory the prepared write holds.</param>
    /// <param name="prepare">Builds the write, once there is room for it.</param>
    public async Task<T> PrepareAndWriteAsync<T>(long bytes, Func<Func<WriteSession, T>> prepare, CancellationToken ct)
    {
        using var room = await _room.AcquireAsync(Units(bytes), ct);
        var write = new PendingWrite<T>(bytes, prepare());
        ObjectDisposedException.ThrowIf(!_writes.Writer.TryWrite(write), typeof(EmbeddedStore));
        return await write.Done;
    }

    /// <summary>Takes no more writes; those inside are still done.</summary>
    public void Dispose()
    {
        _writes.Writer.TryComplete();
        _thread.Join();
        _session.Dispose();
    }

    private static int Units(long bytes) =>
        (int)Math.Min((bytes + EmbeddedStore.SmallWrite - 1) / EmbeddedStore.SmallWrite, MostUnits);

    private void Loop()
    {
        var group = new List<PendingWrite>();
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Take(group);
            Commit(group);
            if (_session.UncopiedPages >= _checkpointAt)
            {
                Checkpoint();
            }
        }

        Checkpoint();
    }

    private void Checkpoint()
    {
        if (_session.Checkpoint("PASSIVE"))
        {
            _reserve.Take();
        }

        _checkpointAt = _session.UncopiedPages + CheckpointPages; // what could not be copied now is not tried with each commit
    }

    private void Take(List<PendingWrite> group)
    {
        group.Clear();
        var bytes = 0L;
        while (group.Count < GroupLength && bytes < GroupBytes && _writes.Reader.TryRead(out var write))
        {
            bytes += write.Bytes;
            group.Add(write);
        }
    }

    private void Commit(List<PendingWrite> group)
    {
        try
        {
            _session.Begin();
            group.ForEach(write => write.Run(_session));
            _session.Commit();
        }
        catch (Exception fault)
        {
            _session.Rollback();
            if (group is [var only])
            {
                if (fault is StoreFault { Code: raw.SQLITE_FULL } && only.Bytes < DiskReserve.LargeWrite && MadeRoom())
                {
                    Commit(group);
                    return;
                }

                only.Fail(fault is StoreFault known ? known.ToRequestFailure() : fault);
                return;
            }

            // One write may be the cause; alone, only that one fails.
            group.ForEach(write => Commit([write]));
        }
    }

    // What the log holds goes to the data file, mostly over older pages, and its room is used again.
    private bool MadeRoom()
    {
        var given = _reserve.Give();
        return given | (_session.UncopiedPages > 0 && _session.Checkpoint("RESTART"));
    }
}
