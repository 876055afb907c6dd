using Microsoft.Win32.SafeHandles;

namespace Plum.Standalone.Sqlite;

/// <summary>Makes sure that only one process uses a data file. The lock dies with the process, however it dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private const int ReadOnlyFileSystem = 30; // EROFS, of Linux, macOS and BSD

    public FolderLock(string dataFile)
    {
        var folder = Path.GetDirectoryName(dataFile)!;
        try
        {
            Directory.CreateDirectory(folder);
            Handle = File.OpenHandle(dataFile + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The data folder {folder} cannot be written to.");
        }
        catch (IOException failure)
        {
            var why = failure.HResult == ReadOnlyFileSystem ? "is on a file system that is mounted read-only."
                : File.Exists(dataFile + ".lock") ? "is in use by another process."
                : $"cannot be used: {failure.Message}";
            throw new StorageUnavailableException($"The data folder {folder} {why}", failure);
        }
    }

    /// <summary>The file that is locked; a note of the log is in it.</summary>
    public SafeFileHandle Handle { get; }

    public void Dispose() => Handle.Dispose();
}

/// <summary>The data folder cannot be used at all; the message says why in one line fit for a user.</summary>
internal sealed class StorageUnavailableException(string message, Exception? cause = null) : IOException(message, cause);
