using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

/// <summary>What cancels do to progress, counts and results.</summary>
public sealed class CancelTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);
    private static readonly ReleaseProgress Hundred = ReleaseProgress.New.Admit(new(100, Noon));

    [Theory]
    [InlineData(0, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Ranges_Contain_WhatIsInOneOfThem(long position, bool contained) =>
        Assert.Equal(contained, PositionRanges.Parse("0-5,10-11").Contains(position));

    [Fact]
    public void Below_CutsTheRangeThatAPositionIsIn() =>
        Assert.Equal(("0-5,10-15", "0-5", ""), (
            PositionRanges.Parse("0-5,10-20,30-40").Below(15).ToString(),
            PositionRanges.Parse("0-5,10-20").Below(10).ToString(),
            PositionRanges.Parse("3-5").Below(3).ToString()));

    [Fact]
    public void CanceledCall_HasNoPlaceToGoBackTo()
    {
        var canceled = Hundred.CanceledBy("order", PositionRanges.Of(10, 50));

        var back = canceled.GivenBack(PositionRanges.Of(40, 60), new HashSet<DueAttempt>());

        Assert.Equal(("0-10,50-100", "10-50"), (back.Pending.ToString(), back.Canceled.ToString()));
        Assert.True(canceled.Queues(9));
        Assert.False(canceled.Queues(10));
    }

    [Fact]
    public void StepsOfOneOrder_AddUp_AndTheNextBeginsAnew()
    {
        var progress = Hundred.CanceledBy("one", PositionRanges.Of(0, 10)).CanceledBy("one", PositionRanges.None, 5);

        Assert.Equal(15, progress.CanceledBy("one"));
        progress = progress.CanceledBy("two", PositionRanges.Of(20, 21));
        Assert.Equal(
            (15, 1, null), (progress.CanceledBy("one"), progress.CanceledBy("two"), progress.CanceledBy("three")));
    }

    [Fact]
    public void GivenOutCall_IsTakenOutOfWhatDialersWereToldOf()
    {
        var due = new DueAttempt(7, Noon.ToUnixTimeTicks(), 2);
        var given =
            Hundred with { Pending = PositionRanges.Of(50, 100), Given = [new(PositionRanges.Of(0, 50), [due], Noon)] };

        var without = given.Without(3, null).Without(7, due).Without(60, null);

        Assert.Equal(("50-60,61-100", "0-3,4-50"), (without.Pending.ToString(), without.Given[0].Positions.ToString()));
        Assert.Empty(without.Given[0].Due);
        Assert.True(without.Queues(7)); // only its retry was meant
    }

    [Fact]
    public void RunOfCanceledCalls_CountsWithoutThem_UntilTheyAreGivenBack()
    {
        var run = new DialRun([new(10, 1), new(11, 1), new(10, 2)], Noon, []);

        Assert.Equal([new(11, 1), new(10, 2)], run.Without(PositionRanges.Of(10, 11)).Calls);
        Assert.Same(run, run.Without(PositionRanges.Of(20, 30)));
    }

    [Fact]
    public void ResultThatWasAccepted_IsPostedAgain_OnceForEachRequest()
    {
        var delivered = ResultDelivery.None.Accepted(new("a", 1, "0-1"), Noon);
        var again = new ResultMessage("a", 1, "0-1", Round: "again", Again: true);

        Assert.True(delivered.IsAskedForBy(again));
        Assert.False(delivered.IsAskedForBy(again with { Again = false }));
        Assert.False(delivered.Accepted(again, Noon).IsAskedForBy(again)); // delivered by the queue a second time
        var refused = delivered.Failed(again, Noon, "no", mayRetry: true);
        Assert.True(refused.IsOpen);
        Assert.True(refused.IsAskedForBy(again with { Try = 1 }));
        Assert.False(refused.IsAskedForBy(again));
    }
}
