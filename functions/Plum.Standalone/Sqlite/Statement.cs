using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Plum.Standalone.Sqlite;

/// <summary>A prepared statement, kept by its database for the next time; disposing ends this use of it.</summary>
internal sealed class Statement(sqlite3 db, sqlite3_stmt handle) : IDisposable
{
    private const int OnStack = 1024;

    public Statement Bind(int index, long value)
    {
        StoreFault.ThrowIfFailed(raw.sqlite3_bind_int64(handle, index, value), db);
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> blob)
    {
        // An empty span has no address, which SQLite would take for NULL.
        var code = blob.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, blob);
        StoreFault.ThrowIfFailed(code, db);
        return this;
    }

    /// <summary>Binds text as a blob of UTF-8, which sorts by code point.</summary>
    public Statement Bind(int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented is not null ? rented : stackalloc byte[OnStack];
        Bind(index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    /// <summary>True while there is a row to read.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        StoreFault.ThrowIfFailed(code, db);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs a statement that answers no rows; how many rows it changed.</summary>
    public int Run()
    {
        using var use = this;
        Step();
        return raw.sqlite3_changes(db);
    }

    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>The bytes of a column, good until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => raw.sqlite3_reset(handle);

    public void Release() => handle.Dispose();
}
