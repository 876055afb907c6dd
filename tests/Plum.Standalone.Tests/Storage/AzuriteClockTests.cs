using Azure;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Xunit;

namespace Plum.Standalone.Tests.Storage;

/// <summary>Azurite can be told the time, which is how tests in virtual time run on it.</summary>
public sealed class AzuriteClockTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset NewYear = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Clock_StandsWhereItIsSet_AndMessagesAppearAtTheirInstant()
    {
        var queue = new QueueClient(azurite.ConnectionString, "clocked");
        await queue.CreateIfNotExistsAsync();
        await azurite.SetAsync(NewYear);

        var sent = (await queue.SendMessageAsync("x", TimeSpan.FromDays(7), TimeSpan.FromDays(30))).Value;
        await azurite.SetAsync(NewYear.AddDays(7).AddMilliseconds(-1));
        var early = (await queue.ReceiveMessagesAsync()).Value;
        await azurite.SetAsync(NewYear.AddDays(7));
        var due = (await queue.ReceiveMessagesAsync()).Value;

        Assert.Equal((NewYear, NewYear.AddDays(7)), (sent.InsertionTime, sent.TimeNextVisible));
        Assert.Empty(early);
        Assert.Single(due);
    }

    [Fact]
    public async Task Versions_StillDiffer_WhileTheClockStands()
    {
        var table = new TableClient(azurite.ConnectionString, "clocked");
        await table.CreateIfNotExistsAsync();
        await azurite.SetAsync(NewYear);

        var versions = new HashSet<ETag>();
        for (var i = 0; i < 50; i++)
        {
            versions.Add((await table.UpsertEntityAsync(new TableEntity("p", "r") { ["N"] = i })).Headers.ETag!.Value);
        }

        Assert.Equal(50, versions.Count);
    }
}
