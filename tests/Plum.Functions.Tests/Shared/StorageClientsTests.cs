using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Settings;
using Xunit;

namespace Plum.Functions.Tests.Shared;

public sealed class StorageClientsTests
{
    private const string Unreachable =
        "DefaultEndpointsProtocol=http;AccountName=nobody;AccountKey=AAAA;TableEndpoint=http://127.0.0.1:1/nobody;QueueEndpoint=http://127.0.0.1:1/nobody";

    [Fact]
    public async Task Storage_IsSaidNotToAnswer_WhenItCannotBeReached()
    {
        var table = StorageClients
            .Tables(new StorageConnection.Text(Unreachable), new(TimeProvider.System))
            .GetTableClient("calls");
        var queue = StorageClients
            .Queues(new StorageConnection.Text(Unreachable), new(TimeProvider.System))
            .GetQueueClient("dials");

        var faults = await Task.WhenAll(
            Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityIfExistsAsync<TableEntity>("p", "r")),
            Assert.ThrowsAsync<RequestFailedException>(() => table.SubmitTransactionAsync(
                [new(TableTransactionActionType.Add, new TableEntity("p", "r"))])),
            Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("text")));

        Assert.All(faults, fault => Assert.Equal(0, fault.Status));
    }

    [Fact]
    public async Task Storage_IsSaidNotToAnswer_WhenTheIdentityGetsNoToken()
    {
        // no variable names an identity
        var (nowhere, nobody) = (new Uri("https://127.0.0.1:1"), new EnvironmentCredential());
        var table = StorageClients
            .Tables(new StorageConnection.Identity(nowhere, nowhere, nobody), new(TimeProvider.System))
            .GetTableClient("calls");

        var fault =
            await Assert.ThrowsAsync<RequestFailedException>(() => table.GetEntityIfExistsAsync<TableEntity>("p", "r"));

        Assert.Equal(0, fault.Status);
        Assert.StartsWith(
            "The app's identity gets no token for the storage account: EnvironmentCredential authentication "
                + "unavailable.",
            fault.Message,
            StringComparison.Ordinal);
    }
}
