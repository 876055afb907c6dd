using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;
using Plum.Standalone.Tables;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Host;

/// <summary>Two processes, each with a clock of its own: a process whose clock stands is frozen.</summary>
public sealed class LeadershipTests(SqliteFixture sqlite) : IClassFixture<SqliteFixture>
{
    [Fact]
    public async Task FrozenLeader_FollowsWhoTookItsPlace_AndBeginsANewTermWhenItLeadsAgain()
    {
        var tables = new EmbeddedTableServiceClient(sqlite.Store);
        var (mine, others) = (Standing(), Standing());
        using var one = Lead(tables, mine);
        using var other = Lead(tables, others);
        await one.StartAsync(TestContext.Current.CancellationToken);
        await other.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal((true, 1, false), (one.IsHeld, one.Term, other.IsHeld));

        await PassAsync(others, until: () => other.IsHeld);
        await PassAsync(mine, until: () => !one.IsHeld);
        await PassAsync(mine, until: () => one.IsHeld);
        await PassAsync(others, until: () => !other.IsHeld);

        Assert.Equal((2, 1), (one.Term, other.Term));
    }

    private static VirtualClock Standing() => new(DateTimeOffset.UnixEpoch) { Limit = DateTimeOffset.UnixEpoch };

    private static Leadership Lead(TableServiceClient tables, VirtualClock clock) =>
        new(tables, clock, NullLogger<Leadership>.Instance, isAlone: false);

    // What a process does after its pause runs by itself, so it is given a moment.
    private static async Task PassAsync(VirtualClock clock, Func<bool> until)
    {
        for (var seconds = 0; !until(); seconds++)
        {
            Assert.InRange(seconds, 0, 60);
            await clock.AdvanceToAsync(clock.GetUtcNow().AddSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
