using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;
using Plum.Functions.Shared.Telemetry;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>
/// What the policy counts of requests to Azurite, beside what the embedded store counts of the same calls.
/// </summary>
public sealed class CountedOperationsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Operations_AreCountedAndNamed_AsTheEmbeddedStoreCountsThem()
    {
        var connection = azurite.ConnectionString;
        using var sqlite = new SqliteFixture();

        var requests = await StorageOperations.CountAsync(() => UseAsync(
            new(connection, Counting(new TableClientOptions(), CountedOperations.Tables)),
            new(connection, Counting(new QueueClientOptions(), CountedOperations.Queues))));
        var embedded = await StorageOperations.CountAsync(() => UseAsync(sqlite.Tables, sqlite.Queues));

        // Over REST a transaction does not name its table, nor does the making of one.
        Assert.Equal(
            embedded, requests.Select(name => name.Replace(" $batch", " counted").Replace(" Tables", " counted")));
        Assert.Equal(18 + 1, requests.Count); // the query has two pages
    }

    private static async Task UseAsync(TableServiceClient tables, QueueServiceClient queues)
    {
        var (table, queue) = (tables.GetTableClient("counted"), queues.GetQueueClient("counted"));
        await table.CreateIfNotExistsAsync();
        await table.AddEntityAsync(new TableEntity("p", "messages"));
        await table.UpsertEntityAsync(new TableEntity("p", "r (1)"));
        await table.UpdateEntityAsync(new TableEntity("p", "messages"), Azure.ETag.All);
        await table.GetEntityIfExistsAsync<TableEntity>("p", "messages");
        await table.GetEntityIfExistsAsync<TableEntity>("p", "nobody");
        Assert.Equal(2, await table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 1).CountAsync());
        await table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "third"))]);
        await table.DeleteEntityAsync("p", "messages");
        await table.DeleteAsync();
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("text");
        await queue.PeekMessagesAsync(1);
        await queue.GetPropertiesAsync();
        var message = (await queue.ReceiveMessagesAsync(1)).Value[0];
        var update =
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "more", TimeSpan.FromSeconds(9));
        await queue.DeleteMessageAsync(message.MessageId, update.Value.PopReceipt);
        await queue.DeleteAsync();
    }

    private static T Counting<T>(T options, HttpPipelinePolicy policy)
        where T : ClientOptions
    {
        options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        return options;
    }
}
