using NodaTime;
using Plum.Core.VoiceTrends;
using Xunit;

namespace Plum.Core.Tests.VoiceTrends;

/// <summary>Which requests are admitted, and what is counted.</summary>
public sealed class TallyTests
{
    // an X-RateLimit-Reset of the documents
    private static readonly Instant Quarter = Instant.FromUnixTimeSeconds(1519398000);

    [Fact]
    public void Windows_AreTheQuarterHoursOfTheClock()
    {
        Assert.Equal(Quarter, RateWindow.Of(Quarter - Duration.Epsilon).End);
        Assert.Equal(Quarter, RateWindow.Of(Quarter).Start);
        Assert.Equal(Quarter + Duration.FromMinutes(15), RateWindow.Of(Quarter).End);
    }

    [Fact]
    public void FirstRequest_LeavesOneLess_AndTheOneBeyondTheLimitIsRefused()
    {
        var tally = Tally.Empty(Quarter);
        for (var request = 1; request <= 15; request++)
        {
            var ruling = tally.Admit(request, null, 15, Quarter);
            Assert.Equal((Verdict.Admitted, 15 - request), (ruling.Verdict, ruling.Standing.Remaining));
            tally = ruling.Next!;
        }

        var end = Quarter + Duration.FromMinutes(15);
        var refused = tally.Admit(16, null, 15, end - Duration.Epsilon);
        Assert.Equal((Verdict.UsedUp, 0, end), (refused.Verdict, refused.Standing.Remaining, refused.Standing.Reset));
        Assert.Null(refused.Next);
        Assert.Equal(14, tally.Admit(16, null, 15, end).Standing.Remaining);
    }

    [Fact]
    public void Request_IsCountedOnce_ThoughItIsAskedAgain()
    {
        var counted = Tally.Empty(Quarter).Admit(7, null, 15, Quarter).Next!;

        var again = counted.Admit(7, null, 15, Quarter);

        Assert.Equal((Verdict.Admitted, 14), (again.Verdict, again.Standing.Remaining));
        Assert.Null(again.Next);
    }

    [Fact]
    public void Request_IsCountedOnce_ThoughItIsAskedAgainInTheNextWindow()
    {
        var end = Quarter + Duration.FromMinutes(15);
        var counted = Tally.Empty(Quarter).Admit(7, null, 15, end - Duration.Epsilon).Next!;

        var again = counted.Admit(7, null, 15, end);

        Assert.Equal((Verdict.Admitted, end + Duration.FromMinutes(15)), (again.Verdict, again.Standing.Reset));
        Assert.Null(again.Next);
    }

    /// <summary>The fifteenth request is not refused because its own write has used the window up.</summary>
    [Fact]
    public void LastRequest_IsAdmitted_ThoughItIsAskedAgain()
    {
        var full = Tally.Empty(Quarter);
        for (var request = 1; request <= 15; request++)
        {
            full = full.Admit(request, null, 15, Quarter).Next!;
        }

        Assert.Equal(Verdict.Admitted, full.Admit(15, null, 15, Quarter).Verdict);
    }

    [Fact]
    public void Window_ThatAnotherClockHasBegun_IsNotLeft()
    {
        var ahead = Tally.Empty(Quarter).Admit(1, null, 15, Quarter).Next!;

        var behind = ahead.Admit(2, null, 15, Quarter - Duration.FromSeconds(2));

        Assert.Equal((13, Quarter + Duration.FromMinutes(15)), (behind.Standing.Remaining, behind.Standing.Reset));
    }

    [Fact]
    public void Window_OfAClockThatWasWrong_IsForgotten()
    {
        var wrong = Tally.Empty(Quarter + Duration.FromDays(365));

        Assert.Equal(Quarter + Duration.FromMinutes(15), wrong.Admit(1, null, 15, Quarter).Standing.Reset);
    }

    [Fact]
    public void Login_LivesForADayAfterItsLastUse()
    {
        var day = Duration.FromHours(24);
        var tally = Tally.Empty(Quarter).Open(5, Quarter).Next!;

        Assert.Equal(Verdict.Expired, tally.Admit(1, 5, 150, Quarter + day).Verdict);
        tally = tally.Admit(1, 5, 150, Quarter + day - Duration.Epsilon).Next!;
        Assert.Equal(
            Verdict.Admitted,
            tally.Admit(2, 5, 150, Quarter + day + day - Duration.Epsilon - Duration.Epsilon).Verdict);
        Assert.Equal(Verdict.Expired, tally.Admit(2, 5, 150, Quarter + day + day - Duration.Epsilon).Verdict);
        Assert.Equal(Verdict.Expired, tally.Admit(2, 6, 150, Quarter + day).Verdict);
    }

    /// <summary>A refused request is no use.</summary>
    [Fact]
    public void Login_IsNotKeptAlive_ByRefusedRequests()
    {
        var tally = Tally.Empty(Quarter).Open(5, Quarter).Next!;
        var full = tally.Admit(1, 5, 1, Quarter).Next!;

        Assert.Null(full.Admit(2, 5, 1, Quarter + Duration.FromMinutes(1)).Next);
    }
}
