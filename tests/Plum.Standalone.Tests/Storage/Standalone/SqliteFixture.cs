using Azure.Data.Tables;
using Azure.Storage.Queues;
using Plum.Standalone.Queues;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;

namespace Plum.Standalone.Tests.Storage;

/// <summary>An embedded store in a folder of its own, with a clock that tests move.</summary>
public sealed class SqliteFixture : IDisposable
{
    private readonly ManualTime _time = new(new(2026, 3, 2, 16, 0, 0, TimeSpan.Zero));

    public SqliteFixture() => Store = new(File, _time);

    internal EmbeddedStore Store { get; private set; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("plum-store-").FullName;

    public string File => Path.Combine(Folder, "plum.db");

    public TableServiceClient Tables => new EmbeddedTableServiceClient(Store);

    public QueueServiceClient Queues => new EmbeddedQueueServiceClient(Store);

    public void Advance(TimeSpan by) => _time.Advance(by);

    /// <summary>Closes the store and opens it again; clients made before find it closed.</summary>
    /// <param name="meanwhile">What happens to the file while nobody has it open.</param>
    public void Restart(Action? meanwhile = null)
    {
        Store.Dispose();
        meanwhile?.Invoke();
        Store = new(File, _time);
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
