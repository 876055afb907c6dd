namespace Plum.Standalone.Sqlite;

/// <summary>The embedded stores this process has open: one for a path, shared by every client that names it.</summary>
internal static class EmbeddedStorage
{
    private static readonly Dictionary<string, EmbeddedStore> Stores = [];

    /// <summary>Opens the store, or gives the one that is open already, with the clock it was opened with.</summary>
    public static EmbeddedStore Open(string path, TimeProvider time)
    {
        var full = Path.GetFullPath(path);
        lock (Stores)
        {
            if (!Stores.TryGetValue(full, out var store))
            {
                Stores[full] = store = new EmbeddedStore(full, time);
            }

            return store;
        }
    }

    /// <summary>Closes the store if it is open. Clients made before find it closed; new ones open it anew.</summary>
    public static void Close(string path)
    {
        lock (Stores)
        {
            if (Stores.Remove(Path.GetFullPath(path), out var store))
            {
                store.Dispose();
            }
        }
    }
}
