using NodaTime;
using Plum.Core.Pacing;
using Xunit;

namespace Plum.Core.Tests.Pacing;

public sealed class StartLineTests
{
    private static readonly Instant Noon = Instant.FromUtc(2022, 1, 3, 17, 0);
    private static readonly Duration Spacing = Duration.FromMilliseconds(20);

    [Fact]
    public void PunctualCalls_NeverWait()
    {
        var starts = Run(slots: 1_000, from: Noon, jitter: i => Duration.FromMilliseconds(i % 7));

        Assert.All(starts, (start, i) => Assert.Equal(Slot(i) + Duration.FromMilliseconds(i % 7), start));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(3_000)]
    [InlineData(12_000)]
    public void CallsAfterAPause_KeepThePacesDistance_AndThoseMissedByMoreThanTheLatenessAreGone(int pauseMilliseconds)
    {
        var goesOn = Noon + Duration.FromMilliseconds(pauseMilliseconds);
        var starts = Run(slots: 2_000, goesOn, jitter: _ => Duration.Zero);

        var started = starts.OfType<Instant>().Order().ToList();
        Assert.InRange(
            started.Max(first => started.Count(at => at >= first && at < first + Duration.FromSeconds(1))), 50, 53);
        Assert.All(starts, (start, i) => Assert.True(start is null || start - Slot(i) <= StartLine.Lateness));
        Assert.Equal(goesOn, started[0]);
        Assert.Equal(starts.TakeWhile(start => start is null).Count(), Math.Max(0, (pauseMilliseconds - 10_000) / 20));
    }

    [Fact]
    public void LateCalls_DoNotGoIntoTheNextPeriod()
    {
        var periodEnd = Slot(100);
        var starts = Run(slots: 100, from: Noon + Duration.FromSeconds(1), jitter: _ => Duration.Zero, periodEnd);

        Assert.InRange(starts.OfType<Instant>().Count(), 50, 53);
        Assert.All(starts.OfType<Instant>(), start => Assert.True(start < periodEnd));
    }

    [Fact]
    public void PunctualCall_DoesNotStartInThePlaceOfALateOne_ThatThePeriodsEndRefused()
    {
        var line = new StartLine();
        var (late, punctual) = (Slot(100) - Duration.FromSeconds(1), Slot(100));
        var periodEnd = punctual + Duration.FromMilliseconds(25);
        var before = punctual - Duration.FromMilliseconds(10);
        Assert.Equal(Duration.Zero, Enter(late, before));
        Assert.Equal(Duration.Zero, Enter(late + Spacing, before));

        Assert.Null(Enter(late + (2 * Spacing), before));
        Assert.Null(Enter(punctual, punctual + Duration.FromMilliseconds(21)));

        Duration? Enter(Instant slot, Instant now) =>
            line.Enter(slot, periodEnd, Duration.FromMilliseconds(40), now, now - Noon);
    }

    [Fact]
    public void LateCallsOfAFastPace_KeepThePace_ThoughTimersAreSlow()
    {
        var (line, spacing, timer) = (new StartLine(), Duration.FromMilliseconds(1), Duration.FromMilliseconds(5));
        var begin = Noon + Duration.FromSeconds(3);
        var now = begin;
        for (var i = 0; i < 1_000; i++)
        {
            var wait = line.Enter(Noon + (spacing * i), Instant.MaxValue, spacing, now, now - Noon)!.Value;
            now += wait > Duration.Zero ? wait + timer : Duration.Zero;
        }

        Assert.InRange((now - begin).TotalSeconds, 0.95, 1.15);
    }

    private static Instant Slot(int index) => Noon + (Spacing * index);

    // Each call enters at its slot, or when the machine goes on; null is a slot that is gone.
    private static List<Instant?> Run(int slots, Instant from, Func<int, Duration> jitter, Instant? periodEnd = null)
    {
        var line = new StartLine();
        var starts = new List<Instant?>();
        for (var i = 0; i < slots; i++)
        {
            var now = Instant.Max(Slot(i), from) + jitter(i);
            starts.Add(now + line.Enter(Slot(i), periodEnd ?? Instant.MaxValue, Spacing, now, now - Noon));
        }

        return starts;
    }
}
