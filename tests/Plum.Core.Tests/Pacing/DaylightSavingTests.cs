using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Pacing;

/// <summary>
/// Campaigns on 8 March 2026, when the clocks of America/New_York go from 02:00 to 03:00, on 1 November 2026, when they
/// go from 02:00 back to 01:00, and over the other seams of the calendar. 6 calls an hour: one every ten minutes that
/// really pass.
/// </summary>
public sealed class DaylightSavingTests
{
    private static readonly Pace SixAnHour = new(60, 6, 0);
    private static readonly LocalDate SpringForward = new(2026, 3, 8);
    private static readonly LocalDate FallBack = new(2026, 11, 1);

    [Fact]
    public void SpringForward_PeriodRunsOn_WhenTheClockJumpsWithinTheWindow() =>
        Assert.Equal(
            ["01:30 EST", "01:40 EST", "01:50 EST", "03:00 EDT", "03:10 EDT", "03:20 EDT"],
            Slots(Some.Day(SpringForward, new(1, 30), new(3, 30), SixAnHour)));

    [Fact]
    public void SpringForward_WindowThatOpensInTheGap_OpensAtThree() =>
        Assert.Equal(
            ["03:00 EDT", "03:10 EDT", "03:20 EDT"], Slots(Some.Day(SpringForward, new(2, 30), new(3, 30), SixAnHour)));

    [Fact]
    public void SpringForward_WindowThatClosesInTheGap_ClosesAtTwo() =>
        Assert.Equal(
            ["01:30 EST", "01:40 EST", "01:50 EST"], Slots(Some.Day(SpringForward, new(1, 30), new(2, 30), SixAnHour)));

    [Fact]
    public void SpringForward_WindowWithinTheGap_OpensTheDayAfter()
    {
        var calendar =
            Some.Day(SpringForward, new(2, 15), new(2, 45), SixAnHour) with { LastDay = SpringForward.PlusDays(1) };
        var plan = Assert.IsType<Plan.Sleep>(Planner.Plan(Requested(calendar)));

        Assert.Equal((Some.At(2026, 3, 9, 2, 15), "window opens Mon 9 Mar 2026 02:15"), (plan.Until, plan.Reason.Text));
    }

    [Fact]
    public void FallBack_WindowIsOpenInBothPasses_AndClosedWhileTheClockReadsEarlier() =>
        Assert.Equal(
            [
                "01:30 EDT",
                "01:40 EDT",
                "01:50 EDT",
                "01:30 EST",
                "01:40 EST",
                "01:50 EST",
                "02:00 EST",
                "02:10 EST",
                "02:20 EST",
            ],
            Slots(Some.Day(FallBack, new(1, 30), new(2, 30), SixAnHour)));

    [Fact]
    public void FallBack_SecondPass_BeginsAFreshPeriod() =>
        Assert.Equal(
            ["01:00 EDT", "01:10 EDT", "01:20 EDT", "01:00 EST", "01:10 EST", "01:20 EST"],
            Slots(Some.Day(FallBack, new(1, 0), new(1, 30), SixAnHour)));

    [Fact]
    public void FallBack_PeriodRunsOn_WhenTheWindowCoversTheChange() =>
        Assert.Equal(
            ["00:50 EDT", "01:40 EDT", "01:30 EST"], Slots(Some.Day(FallBack, new(0, 50), new(2, 0), new(100, 2, 0))));

    [Theory]
    [InlineData(2026, 3, 6, 2026, 3, 9, "Fri 08:00 EST,Sat 08:00 EST,Sun 08:00 EDT,Mon 08:00 EDT")]
    [InlineData(2026, 10, 31, 2026, 11, 2, "Sat 08:00 EDT,Sun 08:00 EST,Mon 08:00 EST")]
    [InlineData(2024, 2, 28, 2024, 3, 1, "Wed 08:00 EST,Thu 08:00 EST,Fri 08:00 EST")] // 29 February is a Thursday
    [InlineData(2026, 12, 31, 2027, 1, 1, "Thu 08:00 EST,Fri 08:00 EST")]
    public void Window_OpensAtItsWallClockTimeEachDay_AcrossEverySeam(
        int y1, int m1, int d1, int y2, int m2, int d2, string opens)
    {
        var calendar =
            new Calendar(new(y1, m1, d1), new(y2, m2, d2), Weekdays.All, [new(new(8, 0), new(8, 1), new(1, 1, 0))]);

        Assert.Equal(opens, string.Join(',', Starts(calendar).Select(slot => $"{slot.Date:ddd} {Written(slot)}")));
    }

    private static IEnumerable<string> Slots(Calendar calendar) => Starts(calendar).Select(Written);

    private static string Written(ZonedDateTime slot) => $"{slot.TimeOfDay:HH:mm} {slot.GetZoneInterval().Name}";

    private static IEnumerable<ZonedDateTime> Starts(Calendar calendar) =>
        new Walk(Requested(calendar), new Random(1)).Starts().Select(start => start.At.InZone(Eastern.Zone));

    private static PlanRequest Requested(Calendar calendar)
    {
        var now = Eastern.StartOfDay(calendar.FirstDay);
        return Some.Request with { Calendar = calendar, Anchor = now, Now = now, From = now };
    }
}
