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
/// What the policy counts of real requests to Azurite, beside what the standalone clients that send them count themselves.
/// </summary>
public sealed class CountedOperationsTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Operations_AreCountedAndNamed_AsTheStandaloneClientsCountThem()
    {
        var connection = azurite.Process.ConnectionString;
        var table = new TableServiceClient(connection, Counting(new TableClientOptions(), CountedOperations.Tables)).GetTableClient("counted");
        var queue = new QueueServiceClient(connection, Counting(new QueueClientOptions(), CountedOperations.Queues)).GetQueueClient("counted");

        var counted = await StorageOperations.CountAsync(async () =>
        {
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
            var update = await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "more", TimeSpan.FromSeconds(9));
            await queue.DeleteMessageAsync(message.MessageId, update.Value.PopReceipt);
            await queue.ClearMessagesAsync();
            await queue.DeleteAsync();
        });

        var names = counted.Select(operation => operation.Replace(" $batch", " counted").Replace(" Tables", " counted"));
        Assert.All(names.GroupBy(name => name), same => Assert.True(same.Count() % 2 == 0, $"{same.Key} was counted by one of them alone."));
        Assert.Equal(19 + 1, counted.Count / 2); // the query has two pages
    }

    private static T Counting<T>(T options, HttpPipelinePolicy policy)
        where T : ClientOptions
    {
        options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        return options;
    }
}
