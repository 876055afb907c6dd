using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Pacing;

public sealed class CalendarTests
{
    [Theory]
    [InlineData(3, 7, 59, 59, false)]
    [InlineData(3, 8, 0, 0, true)]
    [InlineData(3, 10, 59, 59, true)]
    [InlineData(3, 11, 0, 0, false)]
    [InlineData(4, 9, 0, 0, false)] // a Tuesday
    [InlineData(5, 9, 0, 0, true)]
    [InlineData(7, 9, 0, 0, false)] // a Friday, after the last day
    public void IsOpenAt_IncludesAWindowsStartAndExcludesItsEnd(int day, int hour, int minute, int second, bool open) =>
        Assert.Equal(open, Some.Calendar.IsOpenAt(Some.At(2022, 1, day, hour, minute, second)));

    [Theory]
    [InlineData(5, 29, false)]
    [InlineData(5, 30, true)] // 01:30 daylight time
    [InlineData(6, 0, false)] // 01:00 once more
    [InlineData(6, 30, true)] // 01:30 standard time
    [InlineData(7, 29, true)]
    [InlineData(7, 30, false)]
    public void IsOpenAt_GoesByTheClockOnTheWall_OnTheFallBackDay(int utcHour, int utcMinute, bool open)
    {
        var calendar = Some.Day(new(2026, 11, 1), new(1, 30), new(2, 30), Some.Pace);

        Assert.Equal(open, calendar.IsOpenAt(Instant.FromUtc(2026, 11, 1, utcHour, utcMinute)));
    }

    [Fact]
    public void IsOpenAt_HoldsToTheLastInstant_WhenTheWindowIsAllDay()
    {
        var day = new LocalDate(2022, 1, 3);
        var calendar = new Calendar(day, day, Weekdays.Mon, [Window.AllDay(Some.Pace)]);

        Assert.True(calendar.IsOpenAt(Eastern.StartOfDay(day)));
        Assert.True(calendar.IsOpenAt(calendar.End - Duration.Epsilon));
        Assert.False(calendar.IsOpenAt(calendar.End));
    }
}
