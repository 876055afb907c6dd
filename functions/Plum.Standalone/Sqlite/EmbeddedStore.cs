using System.Collections.Concurrent;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Sqlite;

/// <summary>Tables and queues in one SQLite file: one writer that groups commits, any number of readers beside it.</summary>
internal sealed class EmbeddedStore : IDisposable
{
    /// <summary>What a small write costs the queue, in bytes.</summary>
    public const int SmallWrite = 256;

    private readonly FolderLock _lock;
    private readonly StoreWriter _writer;
    private readonly DiskReserve _reserve;
    private readonly ConcurrentBag<Database> _readers = [];
    private readonly ConcurrentDictionary<string, Signal> _queueChanges = new();
    private volatile bool _closed;

    /// <exception cref="StorageUnavailableException">The folder is not writable or another process has it.</exception>
    public EmbeddedStore(string path, TimeProvider time)
    {
        (Path, Time) = (System.IO.Path.GetFullPath(path), time);
        _lock = new FolderLock(Path);
        Database? db = null;
        var note = new LogNote(_lock, Path);
        try
        {
            note.Check();
            db = new Database(Path, readOnly: false);
            StoreSchema.Prepare(db);
            _reserve = new DiskReserve(Path);
            _reserve.Take();
            _writer = new StoreWriter(new WriteSession(db, Tables, Queues, time, note), _reserve);
        }
        catch (Exception failure)
        {
            if (db is not null)
            {
                note.Release();
                db.Dispose();
            }

            _lock.Dispose();
            throw failure is StoreFault fault
                ? new StorageUnavailableException($"The data file {Path} cannot be opened. {fault.ToRequestFailure().Message}", fault)
                : failure;
        }
    }

    public string Path { get; }

    public TimeProvider Time { get; }

    public StoreNames Tables { get; } = new(StoreNames.Tables);

    public StoreNames Queues { get; } = new(StoreNames.Queues);

    /// <inheritdoc cref="StoreWriter.PrepareAndWriteAsync"/>
    public Task<T> PrepareAndWriteAsync<T>(long bytes, Func<Func<WriteSession, T>> prepare, CancellationToken ct)
    {
        if (bytes >= DiskReserve.LargeWrite)
        {
            _reserve.CheckLarge(Read(StoreSchema.UnusedBytes));
        }

        return VirtualClock.HoldCallAsync(() => _writer.PrepareAndWriteAsync(bytes, prepare, ct));
    }

    /// <summary>Queues a small write and answers when it is on disk.</summary>
    public Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken ct) =>
        PrepareAndWriteAsync(SmallWrite, () => write, ct);

    /// <summary>Reads the state of the last commit.</summary>
    public T Read<T>(Func<Database, T> query)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var reader = _readers.TryTake(out var idle) ? idle : OpenReader();
        try
        {
            return query(reader);
        }
        catch (StoreFault fault)
        {
            throw fault.ToRequestFailure();
        }
        finally
        {
            GiveBack(reader);
        }
    }

    public Signal QueueChanges(string queue) => _queueChanges.GetOrAdd(queue, _ => new Signal());

    /// <summary>Finishes the writes that are under way and gives the file free.</summary>
    public void Dispose()
    {
        _closed = true;
        CloseReaders();
        _writer.Dispose();
        _lock.Dispose();
    }

    private Database OpenReader()
    {
        var reader = new Database(Path, readOnly: true);
        StoreSchema.PrepareReader(reader);
        return reader;
    }

    private void GiveBack(Database reader)
    {
        _readers.Add(reader);
        if (_closed)
        {
            CloseReaders();
        }
    }

    private void CloseReaders()
    {
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
