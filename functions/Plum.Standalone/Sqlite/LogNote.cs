namespace Plum.Standalone.Sqlite;

/// <summary>
/// What the write-ahead log holds, noted in the lock file with each commit. SQLite takes a data file whose log is gone, or cut off,
/// for an older one, and goes on with that in silence.
/// </summary>
/// <remarks>
/// Noted once a commit is on disk; and that the data file has all of it, on disk before the log begins anew or is removed. So wherever
/// the process is killed or the power goes, a log under the noted header has at least the noted pages, and is there if it is needed.
/// </remarks>
internal sealed class LogNote
{
    // The head of the log. It has salts of its own, which are others each time that the log begins anew.
    private const int HeaderLength = 32;
    private const int PagesAt = HeaderLength;
    private const int NeededAt = PagesAt + sizeof(int);

    private readonly FolderLock _file;
    private readonly string _dataFile;
    private readonly byte[] _note = new byte[NeededAt + 1];

    public LogNote(FolderLock file, string dataFile)
    {
        (_file, _dataFile) = (file, dataFile);
        RandomAccess.Read(file.Handle, _note, 0);
    }

    private string Log => _dataFile + "-wal";

    private int Pages => BitConverter.ToInt32(_note, PagesAt);

    private bool IsNeeded => _note[NeededAt] != 0;

    /// <summary>Before SQLite closes the data file: it copies what is left of the log, and removes it.</summary>
    public void Release() => Write(0, 0);

    /// <param name="pages">How many pages the log has.</param>
    /// <param name="copied">How many of them the data file has, too.</param>
    public void Write(int pages, int copied)
    {
        try
        {
            if (pages > copied)
            {
                (IsNeeded && pages >= Pages ? [] : ReadHeader()).CopyTo(_note, 0);
                BitConverter.TryWriteBytes(_note.AsSpan(PagesAt), pages);
                _note[NeededAt] = 1;
                RandomAccess.Write(_file.Handle, _note, 0);
            }
            else if (IsNeeded)
            {
                _note[NeededAt] = 0;
                RandomAccess.Write(_file.Handle, _note, 0);
                RandomAccess.FlushToDisk(_file.Handle);
            }
        }
        catch (IOException)
        {
            // The write that was stored is stored. The next one notes it, too.
        }
    }

    /// <summary>Before SQLite opens the data file, since it clears away a log that it cannot read.</summary>
    /// <exception cref="StorageUnavailableException">The log has lost something.</exception>
    public void Check()
    {
        if (Pages == 0)
        {
            return;
        }

        var isSame = ReadHeader().AsSpan().SequenceEqual(_note.AsSpan(0, HeaderLength));
        using var reader = isSame ? new Database(_dataFile, readOnly: true) : null; // which leaves the log as it is when it closes
        var found = reader?.Checkpoint("NOOP").Pages ?? 0;
        if (isSame ? found < Pages : IsNeeded)
        {
            var what = File.Exists(Log) ? "is damaged, cut off or another one" : "is missing";
            throw new StorageUnavailableException($"The log {Log} {what}: " + (IsNeeded
                ? $"about {(Pages - found) * (long)StoreSchema.PageSize >> 10} KiB that were stored last are lost. Put back the data file and its "
                    + $"log from one copy, or delete {_dataFile}.lock to start with what is left"
                : "the data file has all that it held. Delete the log to start"));
        }
    }

    private byte[] ReadHeader()
    {
        var header = new byte[HeaderLength];
        if (File.Exists(Log))
        {
            using var log = File.OpenHandle(Log, share: FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Read(log, header, 0);
        }

        return header;
    }
}
