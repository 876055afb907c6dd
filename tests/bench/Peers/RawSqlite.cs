using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Plum.Bench.Peers;

/// <summary>SQLite without a service around it, as durable as the service's store: each commit is on disk.</summary>
internal sealed class RawSqlite : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plum-bench-");
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _upsert;

    public RawSqlite()
    {
        _connection = new($"Data Source={Path.Combine(_folder.FullName, "raw.db")};Pooling=False");
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE rows (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
        _upsert = _connection.CreateCommand();
        _upsert.CommandText = "INSERT INTO rows VALUES ($k, $v) ON CONFLICT (k) DO UPDATE SET v = excluded.v";
        _upsert.Parameters.Add("$k", SqliteType.Text);
        _upsert.Parameters.Add("$v", SqliteType.Blob);
    }

    /// <summary>Writes rows, each transaction's together.</summary>
    public TimeSpan Write(IEnumerable<IReadOnlyList<(string Key, byte[] Value)>> transactions)
    {
        var clock = Stopwatch.StartNew();
        foreach (var rows in transactions)
        {
            using var transaction = _connection.BeginTransaction();
            _upsert.Transaction = transaction;
            foreach (var (key, value) in rows)
            {
                (_upsert.Parameters[0].Value, _upsert.Parameters[1].Value) = (key, value);
                _upsert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return clock.Elapsed;
    }

    public void Dispose()
    {
        _upsert.Dispose();
        _connection.Dispose();
        _folder.Delete(recursive: true);
    }
}
