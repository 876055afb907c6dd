namespace Plum.Standalone.Sqlite;

/// <summary>
/// The one thread that writes. It commits whatever has queued up as one transaction, so that many callers share the cost of
/// reaching the disk, and answers them after the commit.
/// </summary>
internal sealed class StoreWriter : IDisposable
{
    // 16 MB of log: long enough that the pages written most are copied seldom, short enough to stay in the page cache.
    private const int CheckpointPages = 2048;

    private readonly WriteQueue _queue = new();
    private readonly WriteSession _session;
    private readonly Thread _thread;
    private int _logPages;

    public StoreWriter(WriteSession session)
    {
        _session = session;
        _thread = new Thread(Loop) { IsBackground = true, Name = "storage writer" };
        _thread.Start();
    }

    /// <summary>Queues a write that is prepared first, and answers when it is on disk.</summary>
    /// <param name="bytes">About how much memory the prepared write holds.</param>
    /// <param name="prepare">Builds the write, once there is room for it.</param>
    public async Task<T> PrepareAndWriteAsync<T>(long bytes, Func<Func<WriteSession, T>> prepare, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        await _queue.EnterAsync(bytes);
        try
        {
            ct.ThrowIfCancellationRequested();
            var write = new PendingWrite<T>(bytes, prepare());
            _queue.Add(write);
            return await write.Done;
        }
        finally
        {
            _queue.Leave(bytes);
        }
    }

    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _queue.Dispose();
        _session.Dispose();
    }

    private void Loop()
    {
        var group = new List<PendingWrite>();
        while (_queue.Take(group))
        {
            Commit(group);
            _logPages += _session.Db.TakePagesWritten();
            if (_logPages >= CheckpointPages)
            {
                Checkpoint("PASSIVE");
            }
        }

        Checkpoint("TRUNCATE");
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
            Retry(group, fault is StoreFault known ? known.ToRequestFailure() : fault);
            return;
        }

        group.ForEach(write => write.Answer());
    }

    // One write may be the cause; alone, only that one fails.
    private void Retry(List<PendingWrite> group, Exception fault)
    {
        if (group.Count == 1)
        {
            group[0].Fail(fault);
            return;
        }

        group.ForEach(write => Commit([write]));
    }

    private void Checkpoint(string mode)
    {
        _logPages = 0;
        try
        {
            _session.Db.Execute($"PRAGMA wal_checkpoint({mode})");
        }
        catch (StoreFault)
        {
            // Nothing is lost: the log stays as it is and the next checkpoint tries again.
        }
    }
}
