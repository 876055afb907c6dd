using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Times;
using Plum.Core.Volume;
using Xunit;

namespace Plum.Core.Tests.Volume;

public sealed class DayRecordTests
{
    [Theory]
    [InlineData(2025, 1, 1)] // New Year
    [InlineData(2025, 3, 10)] // after the short day
    [InlineData(2025, 11, 3)] // after the long day
    public void Run_OverMidnight_IsARecordOfEachDay(int year, int month, int day)
    {
        var date = new LocalDate(year, month, day);
        var midnight = Eastern.StartOfDay(date);
        var second = Duration.FromSeconds(1);
        var run = Run(midnight - second, midnight - Duration.Epsilon, midnight, midnight + second);

        var records = DayRecord.Of(run).ToList();

        Assert.Equal([date.PlusDays(-1), date], records.Select(record => record.Day));
        Assert.Equal([new RunCall(0, 1), new(1, 1)], records[0].Calls);
        Assert.Equal([new RunCall(2, 1), new(3, 1)], records[1].Calls);
        Assert.All(records, record => Assert.Equal(new(0, 1), record.Run));
        Assert.Equal(run.Endings, records.SelectMany(record => record.Endings));
    }

    [Fact]
    public void Call_BelongsToTheDayOnWhichItWasDialed_HoweverLongItTakes()
    {
        var midnight = Eastern.StartOfDay(new(2025, 6, 2));

        var record = Assert.Single(DayRecord.Of(Run(midnight - Duration.FromSeconds(1))));

        Assert.Equal((new LocalDate(2025, 6, 1), new VolumeSum(1, 3_600, 2, 90)), (record.Day, record.Sum));
    }

    [Fact]
    public void Numbers_AddUpToTheDay()
    {
        var noon = Instant.FromUtc(2025, 6, 2, 16, 0);
        var record = Assert.Single(DayRecord.Of(Run(noon, noon, noon, noon, noon)));

        Assert.Equal(
            [("6175550100", 2), ("6175550101", 2), (null, 1)],
            record.ByNumber.Select(number => (number.CallerId, number.Sum.Calls)));
        Assert.Equal(record.Sum, record.ByNumber.Aggregate(default(VolumeSum), (sum, number) => sum + number.Sum));
    }

    // Calls of an hour with two transfers, that show one number, another, and none.
    private static DialRun Run(params Instant[] dialed)
    {
        string?[] callerIds = ["6175550100", "6175550101", null];
        return new(
            [.. dialed.Select((_, i) => new RunCall(i, 1))],
            dialed[^1],
            [
                .. dialed.Select((at, i) => new RunEnding(
                    at + Duration.FromHours(1),
                    RunEndingKind.Completed,
                    new(at, callerIds[i % 3], CalleeType.Voice, 3_600, 2, 90))),
            ]);
    }
}
