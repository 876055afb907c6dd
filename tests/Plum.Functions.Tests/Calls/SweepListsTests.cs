using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Plum.Core.PhoneLists;
using Plum.Functions.Calls;
using Xunit;

namespace Plum.Functions.Tests.Calls;

public sealed class SweepListsTests
{
    [Fact]
    public async Task Sweep_RemovesWhatABrokenUploadLeft_AndNothingElse()
    {
        await using var plum = await PlumServer.StartAsync();
        var lists = plum.Services.GetRequiredService<ListTable>();
        var whole = await plum.Services
            .GetRequiredService<CallLists>()
            .StageAsync("12223334444\n"u8.ToArray(), PhoneListOptions.Scheduling, default);
        await lists.MarkAsync("broken", default);
        await lists.WriteAsync(
            [ListTable.Page("broken", 0, new byte[100_000]), ListTable.Page("broken", 1, new byte[10])], default);

        await plum.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(4, (await RowsAsync(plum)).Count); // it might still be arriving
        await plum.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal([whole.BatchId], (await RowsAsync(plum)).Select(row => row.PartitionKey));
    }

    private static async Task<List<TableEntity>> RowsAsync(PlumServer plum) =>
        await plum.Services
            .GetRequiredService<TableServiceClient>()
            .GetTableClient("lists")
            .QueryAsync<TableEntity>()
            .ToListAsync();
}
