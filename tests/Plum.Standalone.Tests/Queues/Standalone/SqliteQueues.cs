using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

public sealed class SqliteQueues(SqliteFixture sqlite) : QueueContract, IClassFixture<SqliteFixture>
{
    protected override string ConnectionString => sqlite.ConnectionString;

    protected override Task AdvanceAsync(TimeSpan by)
    {
        sqlite.Advance(by);
        return Task.CompletedTask;
    }
}
