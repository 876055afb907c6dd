using System.Diagnostics;
using Azure.Data.Tables;
using Plum.Standalone.Host;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>
/// A write-ahead log that a killed process left behind: whole it is taken, and refused when it has lost something.
/// </summary>
public sealed class LogTests : IDisposable
{
    private const int Written = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("plum-log-").FullName;

    private string Data => Path.Combine(_folder, "plum.db");

    private string Log => Data + "-wal";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("removed")]
    [InlineData("emptied")]
    [InlineData("cut off behind its header")]
    [InlineData("cut in half")]
    [InlineData("one byte shorter")]
    [InlineData("damaged in its header")]
    [InlineData("damaged in the middle")]
    [InlineData("another's")]
    public async Task LogOfAKilledProcess_ThatLostSomething_IsRefusedByName(string how)
    {
        await WriteAndKillAsync();
        var whole = File.ReadAllBytes(Log);
        Damage(how);
        var (data, log) = (File.ReadAllBytes(Data), File.Exists(Log) ? File.ReadAllBytes(Log) : null);

        var refused = Assert.Throws<StorageUnavailableException>(() => new EmbeddedStore(Data, TimeProvider.System));

        var what = log is null ? "is missing" : "is damaged, cut off or another one";
        Assert.StartsWith($"The log {Log} {what}: about ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith($"or delete {Data}.lock to start with what is left", refused.Message, StringComparison.Ordinal);
        Assert.Equal(data, File.ReadAllBytes(Data));
        Assert.Equal(log, File.Exists(Log) ? File.ReadAllBytes(Log) : null);

        File.WriteAllBytes(Log, whole);
        Assert.Equal(Written, await CountAsync());
    }

    [Fact]
    public async Task LogThatLostSomething_IsGivenUp_WhenItsNoteIsDeleted()
    {
        await WriteAndKillAsync();
        File.Delete(Log);
        File.Delete(Data + ".lock");

        using var store = new EmbeddedStore(Data, TimeProvider.System);

        Assert.Equal(0, store.Read(db => db.Single("SELECT count(*) FROM entities")));
    }

    [Fact]
    public async Task LogThatLostSomething_IsGivenUp_WithAFreshStart()
    {
        await WriteAndKillAsync();
        File.Delete(Log);

        using var store = DataFolder.Open(Data, fresh: true, TimeProvider.System);

        Assert.Equal(0, store.Read(db => db.Single("SELECT count(*) FROM entities")));
    }

    [Fact]
    public async Task LogOfAKilledProcess_IsTakenAsItIs_AndTheNextStopLeavesNone()
    {
        await WriteAndKillAsync();

        Assert.Equal(Written, await CountAsync());
        Assert.False(File.Exists(Log));
        Assert.Equal(Written, await CountAsync());
    }

    [Fact]
    public async Task Log_IsTaken_AfterAnyWrite_WhileItIsCopiedAndBegunAnew()
    {
        using var store = new EmbeddedStore(Data, TimeProvider.System);
        var begins = new HashSet<string>();
        for (var n = 1; n <= 36; n++)
        {
            await WriteMegabyteAsync(store, n);
            begins.Add(Convert.ToHexString(Bytes(Log), 0, 32));
            using var asIfKilled = new EmbeddedStore(Copy($"copy-{n}"), TimeProvider.System);
            Assert.Equal(n, Megabytes(asIfKilled));
        }

        Assert.Equal(3, begins.Count);
    }

    [Fact]
    public async Task Log_ThatIsWhollyCopied_MayBeGone_ButNotCutOff()
    {
        using var store = new EmbeddedStore(Data, TimeProvider.System);
        for (var n = 1; n <= 16; n++)
        {
            await WriteMegabyteAsync(store, n); // the last is the one after which all is copied
        }

        await store.WriteAsync(_ => 0, default);
        var (without, cut) = (Copy("without"), Copy("cut"));
        File.Delete(without + "-wal");
        File.WriteAllBytes(cut + "-wal", Bytes(Log)[..(8 << 20)]);

        using var whole = new EmbeddedStore(without, TimeProvider.System);
        Assert.Equal(16, Megabytes(whole));
        var refused = Assert.Throws<StorageUnavailableException>(() => new EmbeddedStore(cut, TimeProvider.System));
        Assert.EndsWith(
            "the data file has all that it held. Delete the log to start", refused.Message, StringComparison.Ordinal);
    }

    private static Task<int> WriteMegabyteAsync(EmbeddedStore store, int n) => store.WriteAsync(
        session => session.Db
            .Prepare("INSERT INTO entities VALUES (9, x'00', ?1, 0, 0, ?2)")
            .Bind(1, [(byte)n])
            .Bind(2, new byte[1 << 20])
            .Run(),
        default);

    private static long Megabytes(EmbeddedStore store) =>
        store.Read(db => db.Single("SELECT count(*) FROM entities WHERE length(body) = 1 << 20"));

    private static byte[] Bytes(string file)
    {
        using var handle = File.OpenHandle(file, share: FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[RandomAccess.GetLength(handle)];
        RandomAccess.Read(handle, bytes, 0);
        return bytes;
    }

    /// <summary>
    /// What a kill would leave. By another process, since this one's locks would end with its reading.
    /// </summary>
    private string Copy(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        using var copying = Process.Start("cp", [Data, Log, Data + ".lock", folder]);
        copying.WaitForExit();
        return Path.Combine(folder, "plum.db");
    }

    private async Task WriteAndKillAsync()
    {
        using var writer = KillTests.StartWriter(_folder, Written);
        await KillTests.ReadAnswers(writer.StandardOutput, [], Written);
        writer.Kill();
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<int> CountAsync()
    {
        using var store = new EmbeddedStore(Data, TimeProvider.System);
        return await new EmbeddedTableClient(store, "written").QueryAsync<TableEntity>().CountAsync();
    }

    private void Damage(string how)
    {
        var log = File.ReadAllBytes(Log);
        switch (how)
        {
            case "removed":
                File.Delete(Log);
                return;
            case "damaged in its header":
                log[20] ^= 1;
                break;
            case "damaged in the middle":
                log[log.Length / 2] ^= 1;
                break;
            case "another's":
                log = OtherLog();
                break;
            default:
                log = log[..(how switch
                {
                    "emptied" =>
                    0,
                    "cut off behind its header" => 32,
                    "cut in half" => log.Length / 2,
                    _ => log.Length - 1
                })];
                break;
        }

        File.WriteAllBytes(Log, log);
    }

    private byte[] OtherLog()
    {
        using var other = new EmbeddedStore(Path.Combine(_folder, "other", "plum.db"), TimeProvider.System);
        return Bytes(other.Path + "-wal");
    }
}
