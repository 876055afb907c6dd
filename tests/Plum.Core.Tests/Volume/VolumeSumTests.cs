using FsCheck;
using FsCheck.Fluent;
using Plum.Core.Volume;
using Xunit;

namespace Plum.Core.Tests.Volume;

public sealed class VolumeSumTests
{
    [Theory]
    [InlineData(0, 0, 0.0)]
    [InlineData(1, 60, 1.0)]
    [InlineData(1, 2, 0.0)]
    [InlineData(1, 3, 0.1)] // 0.05 minutes: halves go up
    [InlineData(1, 123, 2.1)] // 2.05, which has no exact binary form
    [InlineData(1, 122, 2.0)]
    public void Minutes_HaveOneDecimal(long calls, long seconds, double minutes)
    {
        Assert.Equal(minutes, new VolumeSum(calls, seconds, 0, 0).CallMinutes);
        Assert.Equal(minutes, new VolumeSum(calls, 0, 1, seconds).TransferMinutes);
    }

    [Theory]
    [InlineData(3, 1, 33.3)]
    [InlineData(3, 2, 66.7)]
    [InlineData(2, 5, 250.0)] // a call may be transferred several times
    [InlineData(0, 0, 0.0)]
    public void TransferRate_IsForAHundredCalls(long calls, long transfers, double rate) =>
        Assert.Equal(rate, new VolumeSum(calls, 0, transfers, 0).TransferRate);

    [Fact]
    public void AverageCallLength_IsInSeconds_AndNotMadeOfRoundedMinutes() =>
        Assert.Equal(33.3, new VolumeSum(3, 100, 0, 0).AverageCallLength); // 1.7 minutes would be 34

    [Fact]
    public void Figures_AreTheExactOnesRounded() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 1_000_000).ToArbitrary(), (
            seconds, calls) =>
            new VolumeSum(calls, seconds, 0, 0).AverageCallLength
                == (double)Math.Round((decimal)seconds / calls, 1, MidpointRounding.AwayFromZero))
                    .QuickCheckThrowOnFailure();
}
