namespace Plum.Standalone.Sqlite;

/// <summary>Writes on their way to the writer, bounded in bytes: who would exceed the bound waits before building its write.</summary>
internal sealed class WriteQueue : IDisposable
{
    private const long MostBytes = 32 << 20;
    private const int GroupLength = 4096;
    private const long GroupBytes = 8 << 20;

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _some = new();
    private readonly Queue<PendingWrite> _writes = [];
    private readonly Queue<(long Bytes, TaskCompletionSource Admitted)> _waiting = [];
    private long _bytes;
    private bool _closed;

    /// <summary>Completes when there is room for so many bytes; they count until <see cref="Leave"/>.</summary>
    public Task EnterAsync(long bytes)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && HasRoomFor(bytes))
            {
                _bytes += bytes;
                return Task.CompletedTask;
            }

            var admitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, admitted));
            return admitted.Task;
        }
    }

    public void Leave(long bytes)
    {
        lock (_gate)
        {
            _bytes -= bytes;
            while (_waiting.TryPeek(out var next) && HasRoomFor(next.Bytes))
            {
                _bytes += next.Bytes;
                _waiting.Dequeue().Admitted.SetResult();
            }
        }
    }

    public void Add(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(EmbeddedStore));
            _writes.Enqueue(write);
            _some.Set();
        }
    }

    /// <summary>Waits for writes and fills the group with what is there; false when the queue is closed and empty.</summary>
    public bool Take(List<PendingWrite> group)
    {
        group.Clear();
        _some.Wait();
        lock (_gate)
        {
            var bytes = 0L;
            while (group.Count < GroupLength && bytes < GroupBytes && _writes.TryDequeue(out var write))
            {
                bytes += write.Bytes;
                group.Add(write);
            }

            if (_writes.Count == 0 && !_closed)
            {
                _some.Reset();
            }

            return group.Count > 0 || !_closed;
        }
    }

    /// <summary>Takes no more writes; those inside are still done.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _some.Set();
        }
    }

    public void Dispose() => _some.Dispose();

    private bool HasRoomFor(long bytes) => _bytes == 0 || _bytes + bytes <= MostBytes;
}
