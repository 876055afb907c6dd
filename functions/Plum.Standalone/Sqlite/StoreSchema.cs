namespace Plum.Standalone.Sqlite;

/// <summary>The layout of the data file, and the settings that make an answered write a stored one.</summary>
internal static class StoreSchema
{
    public const int PageSize = 8192;
    private const int Version = 1;

    // Keys are blobs of UTF-8 so that they sort as the service sorts them, whatever SQLite's idea of text.
    private const string Layout = """
        CREATE TABLE names(id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name));
        CREATE TABLE numbers(next INTEGER NOT NULL);
        INSERT INTO numbers VALUES (1);
        CREATE TABLE entities(
          t INTEGER NOT NULL, pk BLOB NOT NULL, rk BLOB NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
          PRIMARY KEY(t, pk, rk)) WITHOUT ROWID;
        CREATE TABLE messages(
          seq INTEGER PRIMARY KEY, q INTEGER NOT NULL, visible INTEGER NOT NULL, expires INTEGER NOT NULL, inserted INTEGER NOT NULL,
          dequeues INTEGER NOT NULL, receipt INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX messages_due ON messages(q, visible, seq, expires);
        PRAGMA user_version = 1;
        """;

    /// <summary>Prepares the writer's connection: creates what is missing.</summary>
    public static void Prepare(Database db)
    {
        // FULL, because NORMAL may forget the last commits when the power goes. fullfsync: a Mac's fsync does not reach the disk.
        db.Execute($"""
            PRAGMA page_size = {PageSize}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = 1;
            PRAGMA checkpoint_fullfsync = 1; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;
            """);
        var found = db.Single("PRAGMA user_version");
        if (found > Version)
        {
            throw new StorageUnavailableException(
                $"The data file was written by a newer version of this program (layout {found}, this one knows {Version}).");
        }

        if (db.Single("SELECT count(*) FROM sqlite_schema WHERE name = 'entities'") == 0 && db.Single("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new StorageUnavailableException("The data file is the database of another program.");
        }

        if (found == 0)
        {
            db.Execute($"BEGIN; {Layout} COMMIT;");
        }
    }

    /// <summary>Bytes of the data file that the next writes use before it grows.</summary>
    public static long UnusedBytes(Database db) => db.Single("PRAGMA freelist_count") * db.Single("PRAGMA page_size");

    /// <summary>Prepares a reader's connection. Patience first: whatever comes after it may find the file locked for a moment.</summary>
    public static void PrepareReader(Database db) => db.Execute("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -4000;");
}
