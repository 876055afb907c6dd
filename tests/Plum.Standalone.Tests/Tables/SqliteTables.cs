using Azure;
using Azure.Data.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

public sealed partial class SqliteTables(SqliteFixture sqlite) : TableContract, IClassFixture<SqliteFixture>
{
    protected override TableServiceClient Tables => sqlite.Tables;

    [Fact]
    public async Task Operations_AreCountedAsAnAccountWouldBillThem()
    {
        var table = await NewTable();
        using var operations = new Operations(table.Name);

        await table.SubmitTransactionAsync(Enumerable.Range(0, 3).Select(i => Adding("p", $"{i}")));
        await table.GetEntityIfExistsAsync<TableEntity>("p", "none");
        await table.QueryAsync<TableEntity>(maxPerPage: 2).ToListAsync();

        Assert.Equal(["transaction", "get", "query", "query"], operations.Seen);
    }

    [Theory]
    [InlineData("PartitionKey eq 'a")] // for Azurite the filter's end ends the quote
    [InlineData("PartitionKey eq 'a' or PartitionKey eq 'b'")]
    [InlineData("not (Number gt 12)")]
    [InlineData("(Number gt 12)")]
    [InlineData("(Number eq '12'")]
    [InlineData("Number gt 12 and Even")]
    [InlineData("Number gt 12 and")]
    public async Task Query_IsRefused_WhenItIsMoreThanComparisonsJoinedByAnd(string filter)
    {
        var table = await NewTable();

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            async () => await table.QueryAsync<TableEntity>(filter).ToListAsync());

        Assert.Equal(400, refused.Status);
    }

    [Fact]
    public async Task Calls_AreRefusedByName_WhenTheStoreHasNone()
    {
        var table = await NewTable();

        var synchronous = Assert.Throws<NotSupportedException>(() => table.AddEntity(new TableEntity("p", "r")));
        await Assert.ThrowsAsync<NotSupportedException>(() => table.GetAccessPoliciesAsync());
        await Assert.ThrowsAsync<NotSupportedException>(async () => await Tables.QueryAsync().ToListAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(new Caller()));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await table.QueryAsync<Caller>().ToListAsync());

        Assert.Contains($"POST /{table.Name}", synchronous.Message, StringComparison.Ordinal);
    }

    private sealed class Caller : ITableEntity
    {
        public string PartitionKey { get; set; } = "p";

        public string RowKey { get; set; } = "r";

        public DateTimeOffset? Timestamp { get; set; }

        public ETag ETag { get; set; }
    }
}
