using Azure;
using Plum.Functions.Shared;

namespace Plum.Standalone.Sqlite;

/// <summary>Room on the data folder's disk that only small writes may use: on a full disk outcomes and stops are still stored.</summary>
/// <param name="database">The data file, beside which a file keeps the room.</param>
internal sealed class DiskReserve(string database)
{
    /// <summary>From this size on a write is refused while the disk has less than <see cref="Floor"/>: lists are, nothing else comes near.</summary>
    public const long LargeWrite = 256 << 10;

    private const long Size = 16 << 20;
    private const long Floor = 64 << 20;
    private readonly string _file = database + ".reserve";

    private long Free => new DriveInfo(Path.GetDirectoryName(database)!).AvailableFreeSpace;

    /// <summary>Takes the room, or takes it again, where there is plenty.</summary>
    public void Take()
    {
        try
        {
            if (!File.Exists(_file) && Free >= Size + Floor)
            {
                File.OpenHandle(_file, FileMode.CreateNew, FileAccess.Write, preallocationSize: Size).Dispose();
            }
        }
        catch (IOException)
        {
            // Somebody else was faster to fill the disk; there will be another time.
        }
    }

    /// <summary>Gives the room to who needs it now. False when it has been given.</summary>
    public bool Give()
    {
        var had = File.Exists(_file);
        File.Delete(_file);
        return had;
    }

    /// <param name="unused">Bytes of the data file that hold nothing.</param>
    public void CheckLarge(long unused)
    {
        if (Free + unused < Floor)
        {
            throw Full($"{Free >> 20} MiB are free, and lists need {Floor >> 20}");
        }
    }

    public static RequestFailedException Full(string why, Exception? cause = null) =>
        new(503, $"The disk of the data folder is full: {why}.", StorageFaults.DiskFull, cause);
}
