namespace Plum.Standalone.Storage;

/// <summary>Tables and queues in one SQLite file.</summary>
internal sealed class EmbeddedStore(string path, TimeProvider time) : IDisposable
{
    public string Path { get; } = path;

    public TimeProvider Time { get; } = time;

    public void Dispose()
    {
    }
}
