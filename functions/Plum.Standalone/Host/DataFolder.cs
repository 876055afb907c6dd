using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Host;

/// <summary>The folder of the embedded store.</summary>
internal static class DataFolder
{
    private const string Scheme = "Sqlite=";
    private const string Database = "plum.db";

    /// <summary>The connection string of the store in a folder.</summary>
    public static string ConnectionOf(string folder) => Scheme + Path.GetFullPath(Path.Combine(folder, Database));

    /// <summary>The database's path, null when the connection string names no embedded store.</summary>
    public static string? DatabaseOf(string? connection) =>
        connection?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? connection[Scheme.Length..].TrimEnd(';') : null;

    /// <param name="fresh">Whether to throw away what is there.</param>
    public static EmbeddedStore Open(string database, bool fresh, TimeProvider time)
    {
        database = Path.GetFullPath(database);
        try
        {
            if (fresh)
            {
                Empty(database);
            }

            return new EmbeddedStore(database, time);
        }
        catch (Exception e) when (e is not StandaloneStartupException)
        {
            var what = e is StorageUnavailableException ? e.Message : $"The data file {database} cannot be opened: {e.Message}";
            throw new StandaloneStartupException($"{what.TrimEnd('.')}; choose another folder with --data.", e);
        }
    }

    private static void Empty(string database)
    {
        var folder = Path.GetDirectoryName(database)!;
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            return;
        }

        if (!File.Exists(database))
        {
            throw new StandaloneStartupException(
                $"--fresh would empty {folder}, which holds no {Path.GetFileName(database)} and so is not a data folder; choose another with --data.");
        }

        // Not under the feet of a process that uses it.
        using var held = new FolderLock(database);
        RandomAccess.SetLength(held.Handle, 0); // its note of a log that goes now
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(e => e.FullName != database + ".lock"))
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
