namespace Plum.Standalone.Sqlite;

/// <summary>The writer's side of the store. Only the writer's thread touches it.</summary>
internal sealed class WriteSession : IDisposable
{
    // Numbers are reserved in blocks, so that giving one out seldom writes; a crash skips the rest of a block.
    private const long Block = 1_000_000;

    private readonly List<Action> _afterCommit = [];
    private readonly LogNote _note;
    private long _next;
    private long _reserved;

    public WriteSession(Database db, StoreNames tables, StoreNames queues, TimeProvider time, LogNote note)
    {
        (Db, Tables, Queues, Time, _note) = (db, tables, queues, time, note);
        Tables.Load(db);
        Queues.Load(db);
        _next = _reserved = db.Single("SELECT next FROM numbers");
    }

    public Database Db { get; }

    public StoreNames Tables { get; }

    public StoreNames Queues { get; }

    public TimeProvider Time { get; }

    /// <summary>Pages that the log has and the data file has not.</summary>
    public int UncopiedPages { get; private set; }

    /// <summary>A number never given out before in the life of the data file: versions, receipts and message ids.</summary>
    public long NextNumber()
    {
        if (_next == _reserved)
        {
            Db.Prepare("UPDATE numbers SET next = ?1").Bind(1, _reserved + Block).Run();
            _reserved += Block;
        }

        return _next++;
    }

    /// <summary>Does all of the work or, when it throws, nothing of it.</summary>
    public T Atomically<T>(Func<T> work)
    {
        Db.Prepare("SAVEPOINT step").Run();
        try
        {
            var result = work();
            Db.Prepare("RELEASE step").Run();
            return result;
        }
        catch (Exception failure) when (failure is not StoreFault)
        {
            Db.Prepare("ROLLBACK TO step").Run();
            Db.Prepare("RELEASE step").Run();
            throw;
        }
    }

    public void AfterCommit(Action action) => _afterCommit.Add(action);

    public void Begin() => Db.Prepare("BEGIN IMMEDIATE").Run();

    public void Commit()
    {
        Db.Prepare("COMMIT").Run();
        _afterCommit.ForEach(action => action());
        _afterCommit.Clear();
        Checkpoint("NOOP"); // while those who waited for the commit go on
    }

    /// <summary>Copies the log into the data file, and notes what it still has to hold; NOOP only notes. True when all is copied.</summary>
    public bool Checkpoint(string mode)
    {
        try
        {
            var (pages, copied) = Db.Checkpoint(mode);
            UncopiedPages = pages - copied;
            _note.Write(pages, copied);
            return UncopiedPages == 0;
        }
        catch (StoreFault)
        {
            return false; // nothing is lost: the log stays as it is and the next checkpoint tries again
        }
    }

    /// <summary>Back to the last commit, in memory too.</summary>
    public void Rollback()
    {
        _afterCommit.Clear();
        _reserved = _next;
        try
        {
            if (Db.InTransaction)
            {
                Db.Prepare("ROLLBACK").Run();
            }

            Tables.Load(Db);
            Queues.Load(Db);
        }
        catch (StoreFault)
        {
            // Nothing can be read either: the names stay as they are, and the next write finds out.
        }
    }

    public void Dispose()
    {
        _note.Release();
        Db.Dispose();
    }
}
