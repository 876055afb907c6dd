using NodaTime;
using NodaTime.Text;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Times;

public sealed class OpenHoursTests
{
    private static readonly LocalDate SpringForward = new(2026, 3, 8);
    private static readonly LocalDate FallBack = new(2026, 11, 1);

    [Fact]
    public void Of_IsOneStretch_OnAnOrdinaryDay() =>
        Assert.Equal(["13:00-16:00"], Utc(new(2022, 1, 3), "08:00", "11:00"));

    [Theory]
    [InlineData("01:30", "03:30", "06:30-07:30")] // the hour between two and three is missing
    [InlineData("02:30", "04:00", "07:00-08:00")] // opens in the gap: at the first instant after it
    [InlineData("01:00", "02:30", "06:00-07:00")] // closes in the gap: when it begins
    [InlineData("08:00", "11:00", "12:00-15:00")]
    [InlineData("00:00", "00:00", "05:00-04:00")] // all 23 hours
    public void Of_LeavesOutTheMissingHour_OnTheSpringForwardDay(string start, string end, string utc) =>
        Assert.Equal([utc], Utc(SpringForward, start, end));

    [Fact]
    public void Of_IsEmpty_WhenTheHoursLieWithinTheGap() => Assert.Empty(Utc(SpringForward, "02:15", "02:45"));

    [Theory]
    [InlineData("01:30", "02:30", "05:30-06:00 06:30-07:30")] // the clock reads 01:00 to 01:30 once more in between
    [InlineData("01:00", "01:30", "05:00-05:30 06:00-06:30")]
    [InlineData("00:30", "01:30", "04:30-05:30 06:00-06:30")]
    [InlineData("01:00", "02:00", "05:00-07:00")] // both passes, without a break
    [InlineData("00:00", "03:00", "04:00-08:00")]
    [InlineData("08:00", "11:00", "13:00-16:00")]
    [InlineData("00:00", "00:00", "04:00-05:00")] // all 25 hours
    public void Of_HoldsInBothPasses_OnTheFallBackDay(string start, string end, string utc) =>
        Assert.Equal(utc.Split(' '), Utc(FallBack, start, end));

    private static string[] Utc(LocalDate day, string start, string end) =>
        [.. OpenHours.Of(day, Read(start), Read(end)).Select(stretch => $"{stretch.Start:HH:mm}-{stretch.End:HH:mm}")];

    private static LocalTime Read(string time) =>
        LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(time).Value;
}
