using Azure.Data.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

public sealed class AzuriteTables(AzuriteFixture azurite) : TableContract, IClassFixture<AzuriteFixture>
{
    protected override TableServiceClient Tables => new(azurite.ConnectionString);
}
