using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using Plum.Core.Campaigns;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Campaigns;

public sealed class CampaignMovesTests
{
    private static readonly Instant Now = Instant.FromUtc(2022, 1, 3, 13, 0);

    private static readonly Campaign Stopped = new(
        new("demo", 1),
        new(2022, 1, 1),
        new(2022, 1, 5),
        "http://h/",
        null,
        1,
        "1",
        [],
        0,
        300,
        CampaignState.Stopped,
        7,
        Now,
        Now);

    [Fact]
    public void Start_BeginsAFreshPeriod_AndRaisesTheEpoch()
    {
        var later = Now + Duration.FromMinutes(5);
        var started = Stopped.Start(later)!;

        Assert.Equal(
            (CampaignState.Started, 8, later + CampaignMoves.TakesEffect),
            (started.State, started.Epoch, started.Anchor));
        Assert.Null(started.Start(later));
    }

    [Fact]
    public void Stop_RaisesTheEpoch_AndKeepsThePeriods()
    {
        var started = Stopped.Start(Now)!;
        var stopped = started.Stop()!;

        Assert.Equal((CampaignState.Stopped, 9, started.Anchor), (stopped.State, stopped.Epoch, stopped.Anchor));
        Assert.Null(stopped.Stop());
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void IsOver_OnlyAfterTheLastDay(int day, bool over) =>
        Assert.Equal(over, Stopped.IsOver(Eastern.StartOfDay(new(2022, 1, day))));

    /// <summary>
    /// However starts, stops and edits follow each other, no two states of a campaign share an epoch.
    /// </summary>
    [Fact]
    public void Epoch_NeverRepeats() => Prop.ForAll<int[]>(moves =>
    {
        var campaign = Stopped;
        var seen = new HashSet<long> { campaign.Epoch };
        return moves.All(move =>
        {
            var next = (move & 3) switch
            {
                0 => campaign.Start(Now),
                1 => campaign.Stop(),
                2 => campaign.Rescheduled(),
                _ => campaign.Repaced(Now),
            };
            campaign = next ?? campaign;
            return next is null || seen.Add(next.Epoch);
        });
    }).QuickCheckThrowOnFailure();
}
