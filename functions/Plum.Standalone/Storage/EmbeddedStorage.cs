using System.Collections.Concurrent;

namespace Plum.Standalone.Storage;

/// <summary>The embedded stores this process has open: one for a path, shared by every client that names it.</summary>
internal static class EmbeddedStorage
{
    private static readonly ConcurrentDictionary<string, EmbeddedStore> Stores = new();

    /// <summary>Opens the store, or gives the one that is open already, with the clock it was opened with.</summary>
    public static EmbeddedStore Open(string path, TimeProvider time) =>
        Stores.GetOrAdd(Path.GetFullPath(path), full => new EmbeddedStore(full, time));

    public static void Close(string path)
    {
        if (Stores.TryRemove(Path.GetFullPath(path), out var store))
        {
            store.Dispose();
        }
    }
}
