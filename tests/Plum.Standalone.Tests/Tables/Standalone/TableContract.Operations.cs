using Azure.Data.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>What is counted.</summary>
public abstract partial class TableContract
{
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
}
