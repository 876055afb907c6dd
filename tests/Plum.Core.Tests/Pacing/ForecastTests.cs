using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Plum.Core.Times;
using Xunit;

namespace Plum.Core.Tests.Pacing;

public sealed class ForecastTests
{
    [Fact]
    public void Forecast_IsTheArithmeticOfTheDocumentsExample()
    {
        // Periods at 8:00, 8:40, 9:20 and 10:00 of 100 calls, and one at 10:40 that the window cuts: 20 minutes at 18
        // seconds are 67.
        var forecast = Of(Some.Calendar, 1000);

        Assert.Equal(
            ["Mon 08 167", "Mon 09 133", "Mon 10 167", "Wed 08 167", "Wed 09 133", "Wed 10 167"],
            forecast.ByHour().Select(hour => $"{hour.Day:ddd} {hour.Hour:00} {hour.Calls}"));
        Assert.Equal(["Mon 467", "Wed 467"], forecast.ByDay().Select(day => $"{day.Day:ddd} {day.Calls}"));
        Assert.Equal(new(934, 66, Some.At(2022, 1, 5, 10, 59, 48)), forecast.Complete());
        Assert.False(forecast.Complete().Fits);
    }

    [Theory]
    [InlineData(0, 8, 0, 0)]
    [InlineData(1, 8, 0, 18)]
    [InlineData(99, 8, 29, 42)]
    [InlineData(100, 8, 40, 0)]
    [InlineData(200, 9, 20, 0)]
    [InlineData(300, 10, 0, 0)]
    [InlineData(400, 10, 40, 0)]
    [InlineData(466, 10, 59, 48)]
    public void StartOf_FollowsPeriodsAndRests(long call, int hour, int minute, int second)
    {
        var forecast = Of(Some.Calendar, 1000);

        Assert.Equal(Some.At(2022, 1, 3, hour, minute, second), forecast.StartOf(call));
        Assert.Equal(Some.At(2022, 1, 5, hour, minute, second), forecast.StartOf(call + 467));
        Assert.Null(forecast.StartOf(934));
    }

    [Fact]
    public void Complete_SaysWhenTheLastCallStarts_WhenAllFit()
    {
        var completion = Of(Some.Calendar, 500).Complete();

        Assert.Equal(new(500, 0, Some.At(2022, 1, 5, 8, 9, 36)), completion);
        Assert.True(completion.Fits);
    }

    [Fact]
    public void Starts_IncludesTheFirstInstantAndExcludesTheLast()
    {
        var forecast = Of(Some.Calendar, 1000);

        Assert.Equal(1, forecast.Starts(Some.At(2022, 1, 3, 8, 0), Some.At(2022, 1, 3, 8, 0, 18)));
        Assert.Equal(67, forecast.Starts(Some.At(2022, 1, 3, 10, 30), Some.At(2022, 1, 5, 8, 0)));
        Assert.Equal(0, forecast.Starts(Some.At(2022, 1, 4, 0, 0), Some.At(2022, 1, 3, 0, 0)));
    }

    [Fact]
    public void Forecast_CountsAnHourTwice_OnTheFallBackDay()
    {
        var calendar = Some.Day(new(2026, 11, 1), new(1, 0), new(3, 0), new(1, 1, 0));
        var forecast = new Forecast(calendar, Some.Request.Anchor, Some.Request.From, 1000, 50);

        Assert.Equal(["1 60", "1 60", "2 60"], forecast.ByHour().Select(hour => $"{hour.Hour} {hour.Calls}"));
    }

    [Theory]
    [InlineData(2026, 3, 8, 23 * 60)]
    [InlineData(2026, 11, 1, 25 * 60)]
    [InlineData(2024, 2, 29, 24 * 60)]
    [InlineData(2026, 12, 31, 24 * 60)]
    public void Forecast_CoversTheWholeDay_WhenTheWindowIsAllDay(int year, int month, int day, long minutes)
    {
        var date = new LocalDate(year, month, day);
        var calendar = new Calendar(date, date.PlusDays(1), Weekdays.All, [Window.AllDay(new(1, 1, 0))]);
        var forecast = new Forecast(calendar, Eastern.StartOfDay(date), Eastern.StartOfDay(date), 10_000, 50);

        Assert.Equal(
            [(date, minutes), (date.PlusDays(1), 24 * 60)], forecast.ByDay().Select(tally => (tally.Day, tally.Calls)));
    }

    [Fact]
    public void Forecast_OfNoCalls_IsEmpty()
    {
        Assert.Equal(new(0, 0, null), Of(Some.Calendar, 0).Complete());
        Assert.Empty(Of(Some.Calendar, 0).ByDay());
    }

    [Fact]
    public void Forecast_ReachesTheLastDayOfTheCalendar()
    {
        var calendar =
            Some.Calendar with { FirstDay = new(9999, 12, 1), LastDay = LocalDate.MaxIsoValue, Days = Weekdays.All };

        Assert.Equal(30, Of(calendar, long.MaxValue).ByDay().Count());
    }

    private static Forecast Of(Calendar calendar, long calls) =>
        new(calendar, Some.Request.Anchor, Some.Request.From, calls, 50);
}
