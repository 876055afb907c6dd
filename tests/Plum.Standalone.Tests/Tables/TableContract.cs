using Azure;
using Azure.Data.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>What Table storage promises and this app relies on. Each backend runs all of it.</summary>
public abstract partial class TableContract
{
    protected abstract TableServiceClient Tables { get; }

    [Fact]
    public async Task Create_IsDoneOnce_HoweverOftenItIsAsked()
    {
        var table = await NewTable();

        await table.AddEntityAsync(new TableEntity("p", "r"));

        await Tables.CreateTableIfNotExistsAsync(table.Name);
        await table.CreateIfNotExistsAsync();

        Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Table_IsMissed_WhenItWasNeverMadeOrIsDeleted()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r"));

        await table.DeleteAsync();
        await table.DeleteAsync();

        var missing =
            await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));
        Assert.Equal((404, "TableNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(
            () => table.GetEntityAsync<TableEntity>("p", "r"))).Status);
        await table.CreateIfNotExistsAsync();
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Add_IsRefused_WhenTheEntityExists()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "first" });

        var exists =
            await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "r")));

        Assert.Equal((409, "EntityAlreadyExists"), (exists.Status, exists.ErrorCode));
        Assert.Equal("first", (await Get(table)).GetString("Name"));
    }

    [Fact]
    public async Task Get_SaysSo_WhenThereIsNoSuchEntity()
    {
        var table = await NewTable();

        var missing =
            await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal((404, "ResourceNotFound"), (missing.Status, missing.ErrorCode));
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
    }

    [Fact]
    public async Task Get_GivesKeysTimestampAndTheVersionThatTheWriteAnswered()
    {
        var table = await NewTable();

        var written = await table.AddEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });

        var entity = await Get(table);
        Assert.Equal(("p", "r", 1), (entity.PartitionKey, entity.RowKey, entity.GetInt32("N")));
        Assert.Equal(written.Headers.ETag, entity.ETag);
        Assert.NotNull(entity.Timestamp);
    }

    [Fact]
    public async Task Get_GivesOnlyWhatIsSelected()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 });

        var entity = (await table.GetEntityAsync<TableEntity>("p", "r", ["B", "RowKey"])).Value;

        Assert.Equal((null, 2, "r"), (entity.GetInt32("A"), entity.GetInt32("B"), entity.RowKey));
    }

    [Fact]
    public async Task Update_LosesTheRace_WhenSomeoneWroteFirst()
    {
        var table = await NewTable();
        var mine = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Name"] = "theirs" }, mine, TableUpdateMode.Replace);

        var lost = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.UpdateEntityAsync(
                new TableEntity("p", "r") { ["Name"] = "mine" }, mine, TableUpdateMode.Replace));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (lost.Status, lost.ErrorCode));
        Assert.Equal("theirs", (await Get(table)).GetString("Name"));
    }

    [Fact]
    public async Task Update_HasOneWinner_WhenManyRace()
    {
        var table = await NewTable();
        var seen = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;

        var wins = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Wins(table, i, seen))));

        var winner = Assert.Single(Enumerable.Range(0, 16), i => wins[i]);
        Assert.Equal(winner, (await Get(table)).GetInt32("By"));
    }

    [Fact]
    public async Task Update_MeansAnyVersion_WhenToldSo_ButNotNone()
    {
        var table = await NewTable();
        var entity = new TableEntity("p", "r") { ["N"] = 1 };

        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateEntityAsync(entity, ETag.All));
        await table.AddEntityAsync(new TableEntity("p", "r"));
        await table.UpdateEntityAsync(entity, ETag.All);

        Assert.Equal((404, "ResourceNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(1, (await Get(table)).GetInt32("N"));
    }

    [Fact]
    public async Task Merge_KeepsWhatItDoesNotName_AndReplaceDoesNot()
    {
        var table = await NewTable();
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = "old", ["B"] = 1 });

        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["B"] = 2L, ["C"] = null, ["D"] = true });
        var merged = await Get(table);
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["E"] = "only" }, TableUpdateMode.Replace);
        var replaced = await Get(table);

        Assert.Equal(("old", 2L, true), (merged.GetString("A"), merged.GetInt64("B"), merged.GetBoolean("D")));
        Assert.Equal((null, "only"), (replaced.GetString("A"), replaced.GetString("E")));
    }

    [Fact]
    public async Task Delete_IsRefused_WhenTheEntityChanged_AndIsFineWhenItIsGone()
    {
        var table = await NewTable();
        var old = (await table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["N"] = 1 });

        var changed = await Assert.ThrowsAsync<RequestFailedException>(() => table.DeleteEntityAsync("p", "r", old));
        await table.DeleteEntityAsync(await Get(table));

        Assert.Equal((412, "UpdateConditionNotSatisfied"), (changed.Status, changed.ErrorCode));
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "r")).Status);
    }

    protected static TableTransactionAction Adding(string partition, string row) =>
        new(TableTransactionActionType.Add, new TableEntity(partition, row));

    protected async Task<TableClient> NewTable()
    {
        var table = Tables.GetTableClient("t" + Guid.NewGuid().ToString("N"));
        await table.CreateIfNotExistsAsync();
        return table;
    }

    protected static async Task<TableEntity> Get(TableClient table) =>
        await table.GetEntityAsync<TableEntity>("p", "r");

    private static async Task<bool> Wins(TableClient table, int by, ETag seen)
    {
        try
        {
            await table.UpdateEntityAsync(new TableEntity("p", "r") { ["By"] = by }, seen);
            return true;
        }
        catch (RequestFailedException lost) when (lost.Status == 412)
        {
            return false;
        }
    }
}
