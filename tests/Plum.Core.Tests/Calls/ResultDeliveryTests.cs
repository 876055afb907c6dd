using NodaTime;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class ResultDeliveryTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);
    private static readonly ResultMessage First = new("demo", 1, "0-1");
    private static readonly ResultMessage Resend = First with { Round = "one" };
    private static readonly ResultDelivery Dead = ResultDelivery.None.Failed(First, Noon, "private", mayRetry: false);

    [Fact]
    public void Failures_AreTriedAgainForADay_AndThenDead()
    {
        var delivery = ResultDelivery.None;
        for (var tries = 0; tries < ResultDelivery.Pauses.Length; tries++)
        {
            delivery = delivery.Failed(First with { Try = tries }, Noon, "busy", mayRetry: true);
            Assert.True(delivery.IsOpen);
        }

        delivery = delivery.Failed(First with { Try = ResultDelivery.Pauses.Length }, Noon, "busy", mayRetry: true);
        Assert.Equal((true, 8), (delivery.Dead, delivery.Tries));
        Assert.InRange(
            ResultDelivery.Pauses.Aggregate(Duration.Zero, (sum, pause) => sum + pause),
            Duration.FromHours(24),
            Duration.FromHours(25));
    }

    [Theory]
    [InlineData(0, null, 60)]
    [InlineData(0, 59, 60)]
    [InlineData(0, 3_600, 3_600)]
    [InlineData(0, 1_000_000_000, 43_200)]
    [InlineData(0, -1, 60)]
    [InlineData(6, 3_600, 43_200)]
    public void Pause_IsTheOneThatIsDue_OrAsLongAsTheReceiverAsks_WithinBounds(int tries, int? asked, int seconds) =>
        Assert.Equal(
            Duration.FromSeconds(seconds),
            ResultDelivery.PauseAfter(tries, asked is { } some ? Duration.FromSeconds(some) : null));

    [Fact]
    public void Failure_ThatStaysOne_IsDeadAtOnce() =>
        Assert.Equal(new(1, null, true, "private", 0, Noon.ToUnixTimeSeconds()), Dead);

    [Fact]
    public void DeliveredResult_IsNeverAskedForAgain() =>
        Assert.False(ResultDelivery.None.Accepted(First, Noon).IsAskedForBy(Resend));

    [Fact]
    public void MessageThatWasWorkedOff_AsksForNothing_ItsSuccessorDoes()
    {
        var failed = ResultDelivery.None.Failed(First, Noon, "busy", mayRetry: true);

        Assert.False(failed.IsAskedForBy(First));
        Assert.True(failed.IsAskedForBy(First with { Try = 1 }));
    }

    [Fact]
    public void DeadLetter_IsAskedForOnlyByAResend()
    {
        Assert.False(Dead.IsAskedForBy(First with { Try = 8 }));
        Assert.True(Dead.IsAskedForBy(Resend));
    }

    [Fact]
    public void ResentLetter_IsTriedOnlyByTheRoundThatTookIt()
    {
        var open = Dead.Failed(Resend, Noon, "busy", mayRetry: true);
        var other = Resend with { Round = "two" };

        Assert.Equal((1, true), (open.Tries, open.IsOpen));
        Assert.True(open.IsAskedForBy(Resend with { Try = 1 }));
        Assert.False(open.IsAskedForBy(other));
        Assert.False(open.IsAskedForBy(other with { Try = 1 }));
        Assert.False(Dead.Failed(other, Noon, "busy", mayRetry: true).IsNewsTo(open));
    }

    [Fact]
    public void Acceptance_IsNewsToAllButAnAcceptance()
    {
        var accepted = Dead.Accepted(Resend, Noon);

        Assert.True(accepted.IsNewsTo(Dead));
        Assert.True(accepted.IsNewsTo(Dead.Failed(Resend with { Round = "two" }, Noon, "busy", mayRetry: true)));
        Assert.False(Dead.Failed(Resend, Noon, "busy", mayRetry: true).IsNewsTo(accepted));
    }

    [Fact]
    public void StoredDelivery_IsReadAsItWas()
    {
        var delivery = new ResultDelivery(3, 1_641_214_800, false, "é \"quoted\"", 7, 1_641_214_801, "one");

        Assert.Equal(delivery, ResultDelivery.Parse(delivery.ToJson()));
    }
}
