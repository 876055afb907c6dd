using Azure.Data.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>Transactions: all or nothing, and their bounds.</summary>
public abstract partial class TableContract
{
    [Fact]
    public async Task Transaction_WritesAll_AndAnswersEachVersion()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "gone"));
        var merged = (await table.AddEntityAsync(new TableEntity("p", "merged") { ["A"] = 1 })).Headers.ETag!.Value;

        var answers = await table.SubmitTransactionAsync(
        [
            Adding("p", "added's 50%"),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merged") { ["B"] = 2 }, merged),
            new(
                TableTransactionActionType.UpsertReplace,
                new TableEntity("p", "put") { ["C"] = new byte[] { 1, 2, 3 } }),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "new") { ["Text"] = "é 😀\r\nnext" }),
            new(TableTransactionActionType.Delete, new TableEntity("p", "gone")),
        ]);

        var all = (await table.QueryAsync<TableEntity>().ToListAsync()).ToDictionary(e => e.RowKey);
        Assert.Equal(["added's 50%", "merged", "new", "put"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1, 2), (all["merged"].GetInt32("A"), all["merged"].GetInt32("B")));
        Assert.Equal("é 😀\r\nnext", all["new"].GetString("Text"));
        Assert.Equal([204, 204, 204, 204, 204], answers.Value.Select(answer => answer.Status));
        Assert.Equal(all["merged"].ETag, answers.Value[1].Headers.ETag);
        Assert.Equal(all["put"].ETag, answers.Value[2].Headers.ETag);
    }

    [Theory]
    [InlineData(TableTransactionActionType.Add, "there", 409, "EntityAlreadyExists")]
    [InlineData(TableTransactionActionType.UpdateReplace, "there", 412, "UpdateConditionNotSatisfied")]
    [InlineData(TableTransactionActionType.UpdateMerge, "nowhere", 404, "ResourceNotFound")]
    [InlineData(TableTransactionActionType.Delete, "there", 412, "UpdateConditionNotSatisfied")]
    public async Task Transaction_WritesNothing_WhenOneActionIsRefused(
        TableTransactionActionType action, string row, int status, string code)
    {
        var table = await NewTable();
        var old = (await table.AddEntityAsync(new TableEntity("p", "there"))).Headers.ETag!.Value;
        await table.UpsertEntityAsync(new TableEntity("p", "there") { ["N"] = 1 });

        var failed = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
        [
            Adding("p", "first"),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "second")),
            new(action, new TableEntity("p", row), action == TableTransactionActionType.Add ? default : old),
            Adding("p", "last"),
        ]));

        Assert.Equal((status, code, 2), (failed.Status, failed.ErrorCode, failed.FailedTransactionActionIndex));
        Assert.Equal("there", (await table.QueryAsync<TableEntity>().SingleAsync()).RowKey);
    }

    [Fact]
    public async Task Transaction_TakesAllThatFitsInARequest()
    {
        var table = await NewTable();
        var writes = Enumerable.Range(0, 100).Select(i => new TableTransactionAction(
            TableTransactionActionType.Add, new TableEntity("p", $"{i:D3}") { ["B"] = new byte[29_000] }));

        await table.SubmitTransactionAsync(writes);

        Assert.Equal(
            100, (await table.QueryAsync<TableEntity>().ToListAsync()).Count(e => e.GetBinary("B").Length == 29_000));
    }

    [Fact]
    public async Task Transaction_TakesAnUpdateWithoutAVersion_AsAnUpsert()
    {
        var table = await NewTable();

        await table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "new") { ["N"] = 1 }),
            new(TableTransactionActionType.UpsertMerge, new TableEntity("p", "other") { ["N"] = 2 }, new("W/\"none\"")),
        ]);

        Assert.Equal(2, await table.QueryAsync<TableEntity>().CountAsync());
    }

    [Fact]
    public async Task Transaction_IsRefused_WhenItIsEmpty() =>
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await (await NewTable()).SubmitTransactionAsync([]));
}
