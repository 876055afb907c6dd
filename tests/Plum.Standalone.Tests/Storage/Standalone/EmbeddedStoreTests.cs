using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Sqlite;
using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>What the embedded store promises beyond the contracts it shares with a storage account.</summary>
public sealed class EmbeddedStoreTests : IDisposable
{
    private const int SqliteFull = 2; // PRAGMA synchronous

    private readonly SqliteFixture _sqlite = new();

    public void Dispose() => _sqlite.Dispose();

    [Fact]
    public async Task Store_KeepsEverything_WhenItIsClosedAndOpenedAgain()
    {
        var table = await Table();
        var version = (await table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 })).Headers.ETag!.Value;
        var queue = _sqlite.Queues.GetQueueClient("dials");
        await queue.CreateIfNotExistsAsync();
        var sent = (await queue.SendMessageAsync("hello", TimeSpan.FromMinutes(1))).Value;

        _sqlite.Restart();
        _sqlite.Advance(TimeSpan.FromMinutes(1));

        var later = (await _sqlite.Tables.GetTableClient(table.Name).GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal((1, version), (later.GetInt32("N"), later.ETag));
        var message = Assert.Single((await _sqlite.Queues.GetQueueClient("dials").ReceiveMessagesAsync()).Value);
        Assert.Equal((sent.MessageId, "hello"), (message.MessageId, message.MessageText));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => table.UpsertEntityAsync(new TableEntity("p", "r")));
    }

    [Fact]
    public async Task Versions_AreNeverUsedAgain_AfterARestart()
    {
        var table = await Table();
        var old = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;

        _sqlite.Restart();
        var reopened = _sqlite.Tables.GetTableClient(table.Name);
        await reopened.UpsertEntityAsync(new TableEntity("p", "r") { ["N"] = 2 });

        var lost = await Assert.ThrowsAsync<RequestFailedException>(
            () => reopened.UpdateEntityAsync(new TableEntity("p", "r"), old));
        Assert.Equal(412, lost.Status);
    }

    [Fact]
    public async Task Writes_AreFlushedToTheDisk_BeforeTheyAreAnswered()
    {
        var store = _sqlite.Store;

        Assert.Equal(SqliteFull, await store.WriteAsync(session => session.Db.Single("PRAGMA synchronous"), default));
    }

    [Fact]
    public async Task Neighbours_AreStored_WhenOneWriteOfTheGroupIsRefused()
    {
        var table = await Table();
        await table.AddEntityAsync(new TableEntity("p", "there"));

        var writes = await InOneGroup(
            () => table.AddEntityAsync(new TableEntity("p", "before")),
            () => table.AddEntityAsync(new TableEntity("p", "there")),
            () => table.SubmitTransactionAsync([Adding("half"), Adding("there")]),
            () => table.AddEntityAsync(new TableEntity("p", "after")));

        Assert.Equal([null, 409, 409, null], writes);
        var rows = await table.QueryAsync<TableEntity>().Select(e => e.RowKey).ToListAsync();
        Assert.Equal(["after", "before", "there"], rows);
    }

    [Fact]
    public async Task Neighbours_AreStored_WhenOneWriteDoesNotFitTheDisk()
    {
        var table = await Table();
        var store = _sqlite.Store;
        await store.WriteAsync(session => session.Db.Single("PRAGMA max_page_count = 40"), default);
        var large = new TableEntity("p", "large");
        for (var i = 0; i < 10; i++)
        {
            large[$"B{i}"] = new byte[60_000];
        }

        var writes = await InOneGroup(
            () => table.AddEntityAsync(new TableEntity("p", "before")),
            () => table.AddEntityAsync(large),
            () => table.AddEntityAsync(new TableEntity("p", "after")));

        Assert.Equal([null, 503, null], writes);
        Assert.Equal(["after", "before"], await table.QueryAsync<TableEntity>().Select(e => e.RowKey).ToListAsync());
    }

    [Fact]
    public async Task Damage_IsAnError_NotAnAbsence()
    {
        var table = await Table();
        for (var i = 0; i < 100; i++)
        {
            await table.AddEntityAsync(new TableEntity("p", $"{i:D3}") { ["B"] = new byte[5_000] });
        }

        _sqlite.Restart(meanwhile: () =>
        {
            using var file = File.OpenWrite(_sqlite.File);
            file.Position = 10 * 8192;
            file.Write(new byte[file.Length - file.Position].Select(_ => (byte)0xA5).ToArray());
        });

        var damaged = _sqlite.Tables.GetTableClient(table.Name);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await damaged.QueryAsync<TableEntity>().ToListAsync());
        Assert.Equal(500, failure.Status);
    }

    [Fact]
    public void Open_LeavesTheDatabaseOfAnotherProgramAsItIs()
    {
        var file = Path.Combine(_sqlite.Folder, "foreign.db");
        using (var foreign = new Database(file, readOnly: false))
        {
            foreign.Execute("CREATE TABLE recipes(name TEXT); INSERT INTO recipes VALUES ('soup');");
        }

        var refused = Assert.Throws<StorageUnavailableException>(() => new EmbeddedStore(file, TimeProvider.System));

        Assert.Contains("is the database of another program", refused.Message, StringComparison.Ordinal);
        using var still = new Database(file, readOnly: true);
        Assert.Equal(1, still.Single("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public void Open_SaysWhy_WhenTheFileOrFolderIsNone()
    {
        var file = Path.Combine(_sqlite.Folder, "text.db");
        File.WriteAllText(file, string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        var noDatabase = Assert.Throws<StorageUnavailableException>(() => new EmbeddedStore(file, TimeProvider.System));
        var noFolder = Assert.Throws<StorageUnavailableException>(
            () => new EmbeddedStore(Path.Combine(file, "below", "plum.db"), TimeProvider.System));

        Assert.Contains("cannot be opened", noDatabase.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be used", noFolder.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queries_ReadOnlyTheStretchOfKeysTheyNeed()
    {
        var store = _sqlite.Store;

        var plan = await store.WriteAsync(
            session =>
            {
                using var explain = session.Db.Prepare(
                    "EXPLAIN QUERY PLAN SELECT pk FROM entities WHERE t = 1 AND (pk, rk) >= (x'61', x'62') ORDER BY "
                        + "pk, rk");
                return explain.Step() ? explain.Text(3) : "";
            },
            default);

        Assert.Contains("SEARCH entities USING PRIMARY KEY (t=? AND (pk,rk)>(?,?))", plan, StringComparison.Ordinal);
    }

    private static TableTransactionAction Adding(string row) =>
        new(TableTransactionActionType.Add, new TableEntity("p", row));

    private async Task<TableClient> Table()
    {
        var table = _sqlite.Tables.GetTableClient("things");
        await table.CreateIfNotExistsAsync();
        return table;
    }

    /// <summary>Holds the writer until all are queued; the status of each refusal, null for what was stored.</summary>
    private async Task<int?[]> InOneGroup(params Func<Task>[] writes)
    {
        using var go = new ManualResetEventSlim();
        var store = _sqlite.Store;
        var holding = store.WriteAsync(
            _ =>
            {
                go.Wait();
                return 0;
            },
            default);
        var queued = writes.Select(write => StatusOf(write())).ToArray();
        go.Set();
        await holding;
        return await Task.WhenAll(queued);
    }

    private static async Task<int?> StatusOf(Task write)
    {
        try
        {
            await write;
            return null;
        }
        catch (RequestFailedException refused)
        {
            return refused.Status;
        }
    }
}
