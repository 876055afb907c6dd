using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Plum.Standalone.Host;
using Xunit;

namespace Plum.Standalone.Tests.Host;

public sealed class NcrontabTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2022-01-01 10:02:30", "2022-01-01 10:05:00")]
    [InlineData("0 */5 * * * *", "2022-01-01 10:05:00", "2022-01-01 10:10:00")] // after, not at
    [InlineData("0 */5 * * * *", "2022-01-01 10:04:59.999", "2022-01-01 10:05:00")]
    [InlineData("30 0 0 * * *", "2022-01-01 00:00:30", "2022-01-02 00:00:30")]
    [InlineData("0 0 9-17 * * MON-FRI", "2022-01-07 17:00:00", "2022-01-10 09:00:00")]
    [InlineData("0 0 0 1 JAN *", "2022-01-01 00:00:00", "2023-01-01 00:00:00")]
    [InlineData("0 0 0 29 2 *", "2022-01-01 00:00:00", "2024-02-29 00:00:00")]
    [InlineData("0 0 0 29 2 0", "2022-01-01 00:00:00", "2032-02-29 00:00:00")] // a Sunday: both must match
    [InlineData("0 0 0 13 * 5", "2022-01-01 00:00:00", "2022-05-13 00:00:00")]
    [InlineData("5,10,59 58 23 31 12 *", "2022-12-31 23:58:10", "2022-12-31 23:58:59")]
    [InlineData("5,10,59 58 23 31 12 *", "2022-12-31 23:58:59", "2023-12-31 23:58:05")]
    [InlineData("10/20 * * * * *", "2022-01-01 00:00:10", "2022-01-01 00:00:30")]
    [InlineData("0 1-10/3 * * * *", "2022-01-01 00:07:00", "2022-01-01 00:10:00")]
    [InlineData("*/15 * * * *", "2022-01-01 00:00:00", "2022-01-01 00:15:00")] // five fields: at second 0
    [InlineData("* * * * * *", "2022-12-31 23:59:59", "2023-01-01 00:00:00")]
    public void Next_IsTheFirstOccurrenceAfter(string expression, string after, string next) =>
        Assert.Equal(Utc(next), Ncrontab.Parse(expression).Next(Utc(after)));

    [Theory]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("0 0 0 31 4,6,9,11 *")]
    public void Next_IsNull_WhenThereIsNone(string expression) => Assert.Null(Ncrontab.Parse(expression).Next(Utc("2022-01-01 00:00:00")));

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("* * * * * * *", "7 fields")]
    [InlineData("60 * * * * *", "second '60'")]
    [InlineData("0 0 24 * * *", "hour '24'")]
    [InlineData("0 0 0 0 * *", "day '0'")]
    [InlineData("0 0 0 * 13 *", "month '13'")]
    [InlineData("0 0 0 * * 7", "day of week '7'")]
    [InlineData("0 0 0 * * FRI-MON", "not a range")]
    [InlineData("0 1-2-3 0 * * *", "not a range")]
    [InlineData("0 */0 0 * * *", "minute '0'")]
    [InlineData("0 */5/5 0 * * *", "two steps")]
    [InlineData("0 -1 0 * * *", "minute ''")]
    [InlineData("0 1, 0 * * *", "minute ''")]
    [InlineData("0 five 0 * * *", "minute 'five'")]
    public void Parse_SaysWhatIsWrong(string expression, string fault)
    {
        var error = Assert.Throws<FormatException>(() => Ncrontab.Parse(expression));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Next_IsWhatCountingSecondsFinds() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt, NonNegativeInt>((second, minute, start) =>
        {
            var (s, m) = (second.Get % 60, minute.Get % 60);
            var after = Utc("2024-02-28 22:00:00").AddSeconds(start.Get % 100_000);
            var counted = after.AddSeconds(1);
            while (counted.Second != s || counted.Minute != m)
            {
                counted = counted.AddSeconds(1);
            }

            return Ncrontab.Parse($"{s} {m} * * * *").Next(after) == counted;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void LatestUpTo_IsWhatWalkingFinds() =>
        Prop.ForAll<PositiveInt, NonNegativeInt>((step, seconds) =>
        {
            Func<DateTimeOffset, DateTimeOffset?> next = Ncrontab.Parse($"0 */{(step.Get % 59) + 1} * * * *").Next;
            var first = next(Utc("2022-01-01 00:00:00"))!.Value;
            var until = first.AddSeconds(seconds.Get * 977L);
            var walked = first;
            while (next(walked) is { } later && later <= until)
            {
                walked = later;
            }

            return next.LatestUpTo(first, until) == walked;
        }).QuickCheckThrowOnFailure();

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
