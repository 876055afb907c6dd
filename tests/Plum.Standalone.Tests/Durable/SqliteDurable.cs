using Azure.Data.Tables;
using Plum.Standalone.Sqlite;

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

    public string File => Path.Combine(_path, "plum.db");

    public DurableBench NewBench() => new(new TableServiceClient($"Sqlite={File}"));

    public void Dispose()
    {
        EmbeddedStorage.Close(File);
        Directory.Delete(_path, recursive: true);
    }
}
