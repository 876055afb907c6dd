using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

public sealed class AzuriteQueues(AzuriteFixture azurite) : QueueContract, IClassFixture<AzuriteFixture>
{
    protected override string ConnectionString => azurite.ConnectionString;

    protected override Task AdvanceAsync(TimeSpan by) => azurite.AdvanceAsync(by);
}
