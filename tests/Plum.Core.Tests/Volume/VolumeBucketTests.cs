using NodaTime;
using Plum.Core.Volume;
using Xunit;

namespace Plum.Core.Tests.Volume;

public sealed class VolumeBucketTests
{
    private static readonly Dictionary<LocalDate, VolumeSum> None = [];

    [Fact]
    public void Days_AreKeyedAsInTheDocumentsSample() =>
        Assert.Equal(
            [1517461200, 1517547600, 1517634000, 1517720400, 1517806800, 1517893200, 1517979600, 1518066000],
            Keys(new(2018, 2, 1), new(2018, 2, 8), VolumePeriod.Day));

    [Theory]
    [InlineData(3, 9, 23)] // the clock skips an hour
    [InlineData(11, 2, 25)] // an hour runs twice
    [InlineData(7, 4, 24)]
    public void Days_BeginAtEasternMidnight_HoweverLongTheyAre(int month, int day, int hours)
    {
        var date = new LocalDate(2025, month, day);
        var keys = Keys(date, date.PlusDays(1), VolumePeriod.Day);

        Assert.Equal(hours * 3_600, keys[1] - keys[0]);
    }

    [Fact]
    public void Weeks_BeginOnMonday_AlsoWhenTheReportBeginsLater()
    {
        var daily = Daily(new(2024, 12, 1), new(2025, 2, 28));

        var buckets = VolumeBucket.Of(new(2025, 1, 1), new(2025, 1, 13), VolumePeriod.Week, daily);

        Assert.Equal(
            [new(2024, 12, 30), new(2025, 1, 6), new LocalDate(2025, 1, 13)], buckets.Select(bucket => bucket.Start));
        Assert.Equal([5, 7, 1], buckets.Select(bucket => bucket.Sum.Calls)); // only the report's own days
    }

    [Fact]
    public void Months_BeginOnTheFirst_AlsoWhenTheReportBeginsLater()
    {
        var daily = Daily(new(2023, 12, 1), new(2024, 4, 30));

        var buckets = VolumeBucket.Of(new(2024, 1, 30), new(2024, 3, 1), VolumePeriod.Month, daily);

        Assert.Equal(
            [new(2024, 1, 1), new(2024, 2, 1), new LocalDate(2024, 3, 1)], buckets.Select(bucket => bucket.Start));
        Assert.Equal([2, 29, 1], buckets.Select(bucket => bucket.Sum.Calls));
    }

    [Theory]
    [InlineData(VolumePeriod.Day, 366)]
    [InlineData(VolumePeriod.Week, 53)]
    [InlineData(VolumePeriod.Month, 12)]
    public void EveryBucketIsThere_WhenThereAreNoCalls(VolumePeriod period, int count)
    {
        var buckets = VolumeBucket.Of(new(2024, 1, 1), new(2024, 12, 31), period, None);

        Assert.Equal(count, buckets.Count);
        Assert.All(buckets, bucket => Assert.Equal(default, bucket.Sum));
    }

    [Theory]
    [InlineData(VolumePeriod.Day)]
    [InlineData(VolumePeriod.Week)]
    [InlineData(VolumePeriod.Month)]
    public void OneDay_IsOneBucket(VolumePeriod period)
    {
        var daily = Daily(new(2025, 6, 1), new(2025, 6, 30));

        var bucket = Assert.Single(VolumeBucket.Of(new(2025, 6, 4), new(2025, 6, 4), period, daily));

        Assert.Equal(1, bucket.Sum.Calls);
    }

    private static List<long> Keys(LocalDate start, LocalDate end, VolumePeriod period) =>
        [.. VolumeBucket.Of(start, end, period, None).Select(bucket => bucket.Key)];

    // One call a day.
    private static Dictionary<LocalDate, VolumeSum> Daily(LocalDate start, LocalDate end) =>
        Enumerable
            .Range(0, Period.DaysBetween(start, end) + 1)
            .ToDictionary(start.PlusDays, _ => new VolumeSum(1, 60, 0, 0));
}
