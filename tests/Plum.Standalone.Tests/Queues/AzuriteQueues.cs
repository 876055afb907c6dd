using Azure.Storage.Queues;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

public sealed class AzuriteQueues(AzuriteFixture azurite) : QueueContract, IClassFixture<AzuriteFixture>
{
    protected override QueueServiceClient Queues => new(azurite.ConnectionString);

    protected override Task PassAsync(TimeSpan time) =>
        Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}
