using Azure;
using Plum.Functions.Shared;
using SQLitePCL;

namespace Plum.Standalone.Sqlite;

/// <summary>SQLite could not do what it was told: the disk is full, the file is damaged, and the like.</summary>
internal sealed class StoreFault(int code, string message) : Exception($"{message} (SQLite code {code})")
{
    // The low byte is the primary code; the rest says where it happened.
    public int Code { get; } = code & 0xFF;

    /// <summary>What a caller is told: 503 where trying again may help, 500 where it will not.</summary>
    public RequestFailedException ToRequestFailure() => Code switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new(500, $"The data file is damaged: {Message}", StorageFaults.Damaged, this),
        raw.SQLITE_FULL => DiskReserve.Full(Message, this),
        _ => new(503, $"The data file could not be used: {Message}", "DataFileUnusable", this),
    };

    public static void ThrowIfFailed(int code, sqlite3 db)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new StoreFault(raw.sqlite3_extended_errcode(db), raw.sqlite3_errmsg(db).utf8_to_string());
        }
    }
}
