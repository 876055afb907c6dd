using System.Collections.Immutable;
using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Times;

namespace Plum.Core.Volume;

/// <summary>The records of a run's calls that were dialed on one Eastern day.</summary>
/// <param name="Run">
/// The whole run's first call, which names it: the two records of a run over midnight differ in their day.
/// </param>
public sealed record DayRecord(
    LocalDate Day, RunCall Run, ImmutableArray<RunCall> Calls, ImmutableArray<RunEnding> Endings)
{
    public VolumeSum Sum => VolumeSum.Of(Endings.Select(ending => ending.Call));

    /// <summary>The calls of each number that was shown; null stands for none.</summary>
    public IEnumerable<(string? CallerId, VolumeSum Sum)> ByNumber => Endings
        .Select(ending => ending.Call)
        .GroupBy(call => call.CallerId ?? "")
        .Select(calls => (calls.Key.Length > 0 ? calls.Key : null, VolumeSum.Of(calls)));

    /// <summary>The records of a run whose calls are all over.</summary>
    public static IEnumerable<DayRecord> Of(DialRun run) => run.Calls
        .Zip(run.Endings)
        .GroupBy(call => Eastern.DayOf(call.Second.Call.DialedAt))
        .Select(day => new DayRecord(
            day.Key, run.Calls[0], [.. day.Select(call => call.First)], [.. day.Select(call => call.Second)]));
}
