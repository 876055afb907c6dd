using NodaTime;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Times;

/// <summary>
/// The clock of America/New_York on 8 March 2026, which has no 02:30, and on 1 November 2026, which has two 01:30s.
/// </summary>
public sealed class EasternTests
{
    private static readonly LocalDateTime InTheGap = new(2026, 3, 8, 2, 30);
    private static readonly LocalDateTime InTheOverlap = new(2026, 11, 1, 1, 30);

    [Theory]
    [InlineData(2026, 1, 15, 5)]
    [InlineData(2026, 3, 8, 5)]
    [InlineData(2026, 3, 9, 4)]
    [InlineData(2026, 11, 1, 4)]
    [InlineData(2026, 11, 2, 5)]
    [InlineData(9999, 12, 30, 5)]
    public void StartOfDay_IsMidnight(int year, int month, int day, int utcHour) =>
        Assert.Equal(Instant.FromUtc(year, month, day, utcHour, 0), Eastern.StartOfDay(new(year, month, day)));

    [Theory]
    [InlineData(2026, 3, 8, 23)]
    [InlineData(2026, 11, 1, 25)]
    [InlineData(2024, 2, 29, 24)]
    [InlineData(2026, 12, 31, 24)]
    public void EndOfDay_IsSoManyHoursAfterItsStart(int year, int month, int day, int hours)
    {
        var date = new LocalDate(year, month, day);

        Assert.Equal(Duration.FromHours(hours), Eastern.EndOfDay(date) - Eastern.StartOfDay(date));
    }

    [Fact]
    public void EndOfDay_CanBeWrittenDown_OnTheLastDayOfTheCalendar() =>
        Assert.Equal(Instant.FromUtc(9999, 12, 31, 5, 0), Eastern.EndOfDay(LocalDate.MaxIsoValue));

    [Fact]
    public void DayOf_IsTheEasternDay_WhenUtcIsADayAhead()
    {
        var lateInTheEvening = Instant.FromUtc(2022, 1, 4, 4, 59);

        Assert.Equal(new LocalDate(2022, 1, 3), Eastern.DayOf(lateInTheEvening));
        Assert.Equal(new LocalDateTime(2022, 1, 3, 23, 59), Eastern.WallClock(lateInTheEvening));
    }

    [Theory]
    [InlineData(Gap.MovedForward, 7, 30)]
    [InlineData(Gap.FirstInstantAfter, 7, 0)]
    public void At_FollowsTheNamedPolicy_WhenTheClockNeverShowsTheReading(Gap gap, int utcHour, int utcMinute) =>
        Assert.Equal(Instant.FromUtc(2026, 3, 8, utcHour, utcMinute), Eastern.At(InTheGap, gap, Overlap.FirstPass));

    [Theory]
    [InlineData(Overlap.FirstPass, 5)]
    [InlineData(Overlap.SecondPass, 6)]
    public void At_FollowsTheNamedPolicy_WhenTheClockShowsTheReadingTwice(Overlap overlap, int utcHour) =>
        Assert.Equal(Instant.FromUtc(2026, 11, 1, utcHour, 30), Eastern.At(InTheOverlap, Gap.MovedForward, overlap));

    [Fact]
    public void At_NeedsNoPolicy_OnAnyOtherReading() =>
        Assert.Equal(
            Instant.FromUtc(2022, 1, 3, 13, 0),
            Eastern.At(new(2022, 1, 3, 8, 0), Gap.MovedForward, Overlap.SecondPass));
}
