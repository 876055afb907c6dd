using System.Collections.Immutable;
using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class ReleaseProgressTests
{
    private static readonly Instant Eight = Instant.FromUtc(2022, 1, 3, 13, 0);
    private static readonly ImmutableHashSet<DueAttempt> NoneDue = [];

    private static readonly ReleaseProgress Given = ReleaseProgress.New.Admit(new(10, Eight)) with
    {
        Pending = PositionRanges.Parse("4-10"),
        Given = [new(PositionRanges.Parse("0-4"), [], Eight)],
    };

    /// <summary>
    /// A slow dialer's claim came after its calls had been taken back: given out again, nobody could ever claim them.
    /// </summary>
    [Fact]
    public void Seen_TakesClaimedCallsOutOfTheQueue_ThoughTheyHadBeenTakenBack()
    {
        var takenBack = Given.TakenBack(2, Eight, Eight);

        var seen = takenBack.Seen([new DialRun([new(0, 1), new(1, 1)], Eight, [])], NoneDue);

        Assert.Equal("0-10", takenBack.Pending.ToString());
        Assert.Equal("2-10", seen.Pending.ToString());
    }

    [Fact]
    public void GivenBack_PutsCallsIntoTheirPlace_SoThatNothingBecomesOverdue()
    {
        var back = Given.GivenBack(PositionRanges.Of(0, 4), NoneDue);

        Assert.Equal("0-10", back.Pending.ToString());
        Assert.Null(back.OverdueAt);
    }

    [Fact]
    public void GivenBack_LeavesExpiredCallsExpired()
    {
        var ended = Given with { Pending = PositionRanges.None, Given = [], Expired = PositionRanges.Of(0, 10) };

        Assert.True(ended.GivenBack(PositionRanges.Of(2, 3), NoneDue).Pending.IsEmpty);
    }
}
