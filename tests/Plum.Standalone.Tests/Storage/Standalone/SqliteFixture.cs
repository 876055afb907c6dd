using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Tests.Storage;

/// <summary>An embedded store in a folder of its own, with a clock that tests move.</summary>
public sealed class SqliteFixture : IDisposable
{
    private readonly ManualTime _time = new(new(2026, 3, 2, 16, 0, 0, TimeSpan.Zero));

    public SqliteFixture() => EmbeddedStorage.Open(File, _time);

    public string Folder { get; } = Directory.CreateTempSubdirectory("plum-store-").FullName;

    public string File => Path.Combine(Folder, "plum.db");

    public string ConnectionString => $"Sqlite={File}";

    public void Advance(TimeSpan by) => _time.Advance(by);

    public void Restart()
    {
        EmbeddedStorage.Close(File);
        EmbeddedStorage.Open(File, _time);
    }

    public void Dispose()
    {
        EmbeddedStorage.Close(File);
        Directory.Delete(Folder, recursive: true);
    }
}
