using SQLitePCL;

namespace Plum.Standalone.Sqlite;

/// <summary>One connection to the data file, for one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 _db;
    private readonly Dictionary<string, Statement> _statements = [];

    static Database() => Batteries_V2.Init();

    public Database(string path, bool readOnly)
    {
        var mode = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out _db, mode | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            var message = raw.sqlite3_errmsg(_db).utf8_to_string();
            _db.Dispose();
            throw new StoreFault(code, message);
        }
    }

    /// <summary>The statement, ready to be bound; the same text gives the same one.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            StoreFault.ThrowIfFailed(raw.sqlite3_prepare_v2(_db, sql, out var handle), _db);
            _statements[sql] = statement = new Statement(_db, handle);
        }

        return statement;
    }

    public void Execute(string sql) => StoreFault.ThrowIfFailed(raw.sqlite3_exec(_db, sql), _db);

    public long Single(string sql)
    {
        using var query = Prepare(sql);
        return query.Step() ? query.Long(0) : 0;
    }

    /// <summary>Copies the log into the data file, as far as others let it; NOOP only looks.</summary>
    /// <returns>How many pages the log has, and how many of them the data file has, too.</returns>
    public (int Pages, int Copied) Checkpoint(string mode)
    {
        using var checkpoint = Prepare($"PRAGMA wal_checkpoint({mode})");
        checkpoint.Step();
        return ((int)checkpoint.Long(1), (int)checkpoint.Long(2));
    }

    /// <summary>False also when SQLite has rolled back by itself, as it may when the disk is full.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Release();
        }

        _db.Dispose();
    }
}
