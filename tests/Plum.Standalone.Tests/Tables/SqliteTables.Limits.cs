using Azure;
using Azure.Data.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>What the service refuses and Azurite does not, or not with the service's word for it.</summary>
public sealed partial class SqliteTables
{
    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    [InlineData("a\u001fb")]
    public async Task Keys_AreRefused_WhenTheyHoldWhatTheServiceCannot(string key)
    {
        var table = await NewTable();

        await Refused(table, new TableEntity(key, "r"), "OutOfRangeInput");
        await Refused(table, new TableEntity("p", key), "OutOfRangeInput");
        await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityAsync<TableEntity>("p", key));
    }

    [Fact]
    public async Task Keys_AreRefused_WhenTheyHoldHalfACharacter() =>
        await Refused(await NewTable(), new TableEntity("p", "a\ud83d"), "OutOfRangeInput");

    [Fact]
    public async Task Entities_AreRefused_BeyondTheLimits()
    {
        var table = await NewTable();
        var wide = new TableEntity("p", "r");
        var large = new TableEntity("p", "r");
        for (var i = 0; i < 253; i++)
        {
            wide[$"P{i}"] = i;
            large[$"P{i % 17}"] = new byte[64 * 1024];
        }

        await Refused(table, wide, "TooManyProperties");
        await Refused(table, large, "EntityTooLarge");
        await Refused(
            table, new TableEntity("p", "r") { ["S"] = new string('x', (32 * 1024) + 1) }, "PropertyValueTooLarge");
        await Refused(table, new TableEntity("p", "r") { ["B"] = new byte[(64 * 1024) + 1] }, "PropertyValueTooLarge");
        await Refused(
            table,
            new TableEntity("p", "r") { ["T"] = new DateTimeOffset(1600, 1, 1, 0, 0, 0, default) },
            "OutOfRangeInput");
        await Refused(table, new TableEntity("p", "r") { ["a-b"] = 1 }, "PropertyNameInvalid");
        await Refused(table, new TableEntity("p", "r") { [new string('n', 256)] = 1 }, "PropertyNameTooLong");
        await Refused(table, new TableEntity(new string('p', 513), "r"), "KeyValueTooLarge");
        await Assert.ThrowsAsync<ArgumentException>(
            () => table.AddEntityAsync(new TableEntity("p", "r") { ["M"] = 1m }));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("a-bc")]
    public async Task Tables_AreRefused_WhenTheirNameIsNone(string name)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Tables.CreateTableIfNotExistsAsync(name));

        Assert.Equal((400, "InvalidResourceName"), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task Transaction_IsRefused_WhenItBreaksARuleOfTransactions()
    {
        var table = await NewTable();

        await Refused(table, 400, "CommandsInBatchActOnDifferentPartitions", [Adding("p", "1"), Adding("q", "2")]);
        await Refused(table, 400, "InvalidDuplicateRow", [Adding("p", "1"), Adding("p", "1")]);
        await Refused(table, 400, "InvalidInput", [.. Enumerable.Range(0, 101).Select(i => Adding("p", $"{i}"))]);
        await Refused(table, 413, "RequestBodyTooLarge", [.. Enumerable
            .Range(0, 60)
            .Select(i => new TableTransactionAction(
            TableTransactionActionType.Add, new TableEntity("p", $"{i}") { ["B"] = new byte[60_000] }))]);

        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    private static async Task Refused(TableClient table, TableEntity entity, string code)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(entity));
        Assert.Equal((400, code), (refused.Status, refused.ErrorCode));
    }

    private static async Task Refused(TableClient table, int status, string code, TableTransactionAction[] actions)
    {
        var failed =
            await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(actions));
        Assert.Equal((status, code), (failed.Status, failed.ErrorCode));
    }
}
