using NodaTime;
using Plum.Core.Pacing;
using Xunit;

namespace Plum.Core.Tests.Pacing;

/// <summary>What a pace and a capacity make of one day's window, up to the greatest numbers the API takes.</summary>
public sealed class PaceTests
{
    private const long Most = 99_999_999_999; // 11 digits

    private static readonly LocalDate Day = new(2022, 1, 3);
    private static readonly Instant Eight = Some.At(2022, 1, 3, 8, 0);

    [Fact]
    public void Even_LiesOnThePeriodsFractions_RoundedUpToATick()
    {
        var run = new SlotRun(Eight, Duration.FromMinutes(1), 7, 0, 7);

        Assert.Equal([0, 85_714_286, 171_428_572, 257_142_858, 342_857_143, 428_571_429, 514_285_715], Ticks(run));
        Assert.Equal([342_857_143, 428_571_429], Ticks(run.Slice(4, 2)));
    }

    [Fact]
    public void Even_HasFewerSlots_WhenTheCapacityIsLower() =>
        Assert.Equal(50 * 60, Slots(new(1, 5000, 0), new(8, 0), new(8, 1), callsPerSecond: 50));

    [Fact]
    public void Burst_StartsAllAtTheCapacity_ThenIsStill()
    {
        var pace = new Pace(30, 100, 10, Spread.Burst);
        var plan = Assert.IsType<Plan.Release>(Planner.Plan(Request(pace)));

        Assert.Equal(
            Enumerable.Range(0, 100).Select(call => Eight + Duration.FromMilliseconds(20 * call)),
            Walk.Starts(plan).Select(start => start.At));
        Assert.Equal(100, Slots(pace, new(8, 0), new(8, 40)));
    }

    [Fact]
    public void Burst_IsCutAtThePeriodsEnd_WhenTheCapacityIsLow() =>
        Assert.Equal(2 * 60, Slots(new(1, Most, 1, Spread.Burst), new(8, 0), new(8, 2), callsPerSecond: 2));

    [Theory]
    [InlineData(1, Most, 0, Spread.Even, 180 * 60 * 50)]
    [InlineData(1, Most, 0, Spread.Burst, 180 * 60 * 50)]
    [InlineData(1, Most, Most, Spread.Even, 60 * 50)]
    [InlineData(Most, Most, Most, Spread.Even, 180)] // a call a minute
    [InlineData(Most, Most / 1000, 0, Spread.Even, 1)]
    [InlineData(Most, Most, Most, Spread.Burst, 180 * 60 * 50)]
    [InlineData(Most, 1, 0, Spread.Even, 1)]
    [InlineData(Most, 1, 0, Spread.Burst, 1)]
    [InlineData(60_000_000_000, 7, 0, Spread.Even, 1)]
    public void Pace_IsExact_WithElevenDigits(long period, long amount, long rest, Spread spread, long slots) =>
        Assert.Equal(slots, Slots(new(period, amount, rest, spread), new(8, 0), new(11, 0)));

    [Fact]
    public void Even_StaysEven_InAPeriodOfNearlyTwoHundredThousandYears()
    {
        // Each of 99,999,999,999 minutes has 1 or, 3 in 100 times, no call: 61.85 seconds apart.
        var pace = new Pace(Most, 97_000_000_000, 0);
        var apart = (decimal)Most * NodaConstants.TicksPerMinute / pace.AmountPerPeriod;

        for (var call = 0; call < 170; call++)
        {
            var late = (Forecast(pace, new(8, 0), new(11, 0)).StartOf(call)!.Value - Eight).BclCompatibleTicks
                - (call * apart);
            Assert.InRange(late, 0, call + 1); // within a tick a call
        }
    }

    [Fact]
    public void Even_HasOneSlotAPeriod_WhenTheCapacityIsLessThanThat() =>
        Assert.Equal(3, Slots(new(1, 100, 0), new(8, 0), new(8, 3), callsPerSecond: 0.001));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Plan_Refuses_WhenThereIsNoCapacity(double callsPerSecond) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Planner.Plan(Request(Some.Pace) with { CallsPerSecond = callsPerSecond }));

    private static IEnumerable<long> Ticks(SlotRun run) =>
        Enumerable.Range(0, run.Count).Select(slot => (run[slot] - run.PeriodStart).BclCompatibleTicks);

    private static long Slots(Pace pace, LocalTime start, LocalTime end, double callsPerSecond = 50) =>
        Forecast(pace, start, end, callsPerSecond).Complete().Placed;

    private static Forecast Forecast(Pace pace, LocalTime start, LocalTime end, double callsPerSecond = 50) =>
        new(Some.Day(Day, start, end, pace), Some.Request.Anchor, Eight, long.MaxValue, callsPerSecond);

    private static PlanRequest Request(Pace pace) =>
        Some.OnMonday(8, 0) with { Calendar = Some.Day(Day, new(8, 0), new(11, 0), pace) };
}
