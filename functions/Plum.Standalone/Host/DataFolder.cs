using Plum.Standalone.Storage;

namespace Plum.Standalone.Host;

/// <summary>The folder of an embedded store: held by one process at a time, and open until disposed.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string Scheme = "Sqlite=";
    private const string Database = "plum.db";

    private readonly string _database;
    private readonly FileStream _lock;

    private DataFolder(string database, FileStream held)
    {
        _database = database;
        _lock = held;
    }

    /// <summary>The connection string of the store in a folder.</summary>
    public static string ConnectionOf(string folder) => Scheme + Path.GetFullPath(Path.Combine(folder, Database));

    /// <summary>The database's path, null when the connection string names no embedded store.</summary>
    public static string? DatabaseOf(string? connection) =>
        connection?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? connection[Scheme.Length..].TrimEnd(';') : null;

    /// <param name="fresh">Whether to throw away what is there.</param>
    public static DataFolder Open(string database, bool fresh, TimeProvider time)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(database))!;
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(folder);
            if (fresh)
            {
                RequireOurs(folder);
            }

            held = Hold(folder);
            if (fresh)
            {
                Empty(folder, held.Name);
            }

            EmbeddedStorage.Open(database, time);
            return new(database, held);
        }
        catch (Exception e) when (e is not StandaloneStartupException)
        {
            held?.Dispose();
            throw e is IOException or UnauthorizedAccessException
                ? new StandaloneStartupException($"The data folder {folder} cannot be written ({e.Message.TrimEnd('.')}): choose another with --data.", e)
                : new StandaloneStartupException($"The database {database} cannot be opened ({e.Message.TrimEnd('.')}): repair it, or choose another folder with --data.", e);
        }
    }

    public void Dispose()
    {
        EmbeddedStorage.Close(_database);
        _lock.Dispose();
    }

    private static FileStream Hold(string folder)
    {
        var path = Path.Combine(folder, "plum.lock");
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new StandaloneStartupException($"The data folder {folder} is in use by another PlumFunctions: stop that one, or choose another with --data.", e);
        }
    }

    private static void RequireOurs(string folder)
    {
        if (Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, Database)))
        {
            throw new StandaloneStartupException($"--fresh would empty {folder}, which holds no {Database} and so is not a data folder: empty it yourself, or choose another with --data.");
        }
    }

    private static void Empty(string folder, string keep)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.FullName != keep))
        {
            if (entry is DirectoryInfo { LinkTarget: null } directory)
            {
                directory.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}
