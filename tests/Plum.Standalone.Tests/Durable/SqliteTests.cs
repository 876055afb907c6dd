namespace Plum.Standalone.Tests.Durable;

/// <summary>
/// A test of the engine that one backend is enough for: its storage, and a clock that stands at the start.
/// </summary>
public abstract class SqliteTests : IDisposable
{
    private readonly SqliteFolder _folder = new();

    protected SqliteTests()
    {
        Bench = _folder.NewBench();
        Bench.Clock.Limit = DurableBench.Start;
    }

    private protected DurableBench Bench { get; }

    private protected string StoreFile => _folder.File;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
