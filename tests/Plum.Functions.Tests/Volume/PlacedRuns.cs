using System.Collections.Immutable;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Times;

namespace Plum.Functions.Tests.Volume;

/// <summary>Runs whose calls are over, as dialers leave them behind.</summary>
internal static class PlacedRuns
{
    /// <summary>
    /// Days whose midnights are worth a test: New Year, around the short day and the long day, and another year's.
    /// </summary>
    private static readonly LocalDate[] Days =
        [new(2025, 1, 1), new(2025, 3, 9), new(2025, 3, 10), new(2025, 11, 2), new(2025, 11, 3), new(2023, 7, 4)];

    /// <summary>
    /// A campaign's runs around midnights, of one call to 96, some of them retries of an earlier run.
    /// </summary>
    public static List<DialRun> Around(Random random, int count, string?[] callerIds)
    {
        var runs = new List<DialRun>();
        for (long position = 0; runs.Count < count;)
        {
            var retry = runs.Count > 0 && random.Next(4) == 0 ? Retry(runs, runs[random.Next(runs.Count)]) : [];
            ImmutableArray<RunCall> firsts =
                [.. Enumerable.Range(0, random.Next(1, 97)).Select(i => new RunCall(position + i, 1))];
            var calls = retry.IsEmpty ? firsts : retry;
            position = Math.Max(position, calls[^1].Position + random.Next(1, 2_000));
            var begin = Eastern.StartOfDay(Days[random.Next(Days.Length)])
                + Duration.FromMinutes(random.Next(-120, 120));
            runs.Add(Of(random, begin, Duration.FromMilliseconds(random.Next(60_000)), calls, callerIds));
        }

        return runs;
    }

    public static DialRun Of(
        Random random, Instant begin, Duration spacing, ImmutableArray<RunCall> calls, string?[] callerIds) => new(
        calls,
        begin,
        [.. calls.Select((_, i) => Ending(random, begin + (spacing * i), callerIds[random.Next(callerIds.Length)]))]);

    private static RunEnding Ending(Random random, Instant dialed, string? callerId)
    {
        var seconds = random.Next(3) == 0 ? 0 : random.Next(300);
        var transfers = seconds > 0 ? random.Next(3) : 0;
        return new(
            dialed + Duration.FromSeconds(seconds + 8),
            seconds > 0 ? RunEndingKind.Completed : RunEndingKind.Retry,
            new(
                dialed,
                callerId,
                seconds > 0 ? CalleeType.Voice : CalleeType.Busy,
                seconds,
                transfers,
                transfers * seconds / 3));
    }

    // Nothing when the calls have been tried again already.
    private static ImmutableArray<RunCall> Retry(List<DialRun> runs, DialRun of)
    {
        ImmutableArray<RunCall> calls = [.. of.Calls.Select(call => call with { Attempt = call.Attempt + 1 })];
        return runs.Any(run => run.Calls[0] == calls[0]) ? [] : calls;
    }
}
