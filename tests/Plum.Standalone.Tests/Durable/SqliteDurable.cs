using Azure.Data.Tables;
using Plum.Standalone.Durable;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;

namespace Plum.Standalone.Tests.Durable;

public sealed class SqliteDurable : DurableContract, IDisposable
{
    private readonly SqliteFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override DurableBench NewBench() => _folder.NewBench();
}

/// <summary>A folder with an embedded store, gone after the test.</summary>
internal sealed class SqliteFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("plum-durable-").FullName;
    private EmbeddedStore? _store;

    public string File => Path.Combine(_path, "plum.db");

    public TableServiceClient Tables =>
        new EmbeddedTableServiceClient(_store ??= new EmbeddedStore(File, TimeProvider.System));

    public DurableBench NewBench(string table = InstanceStore.TableName) => new(Tables, table);

    public void Dispose()
    {
        _store?.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
