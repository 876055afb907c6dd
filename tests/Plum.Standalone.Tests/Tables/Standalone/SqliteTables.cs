using Azure.Data.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

public sealed class SqliteTables(SqliteFixture sqlite) : TableContract, IClassFixture<SqliteFixture>
{
    protected override TableServiceClient Tables { get; } = new(sqlite.ConnectionString);
}
