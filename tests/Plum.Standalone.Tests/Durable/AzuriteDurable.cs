using Azure.Data.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class AzuriteDurable(AzuriteFixture azurite) : DurableContract, IClassFixture<AzuriteFixture>
{
    private protected override DurableBench NewBench() =>
        new(new TableServiceClient(azurite.ConnectionString), "Durable" + Guid.NewGuid().ToString("N")[..8]);
}
