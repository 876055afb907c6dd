using System.Diagnostics.Metrics;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>How many campaigns stood still at the last check of all of them.</summary>
internal static class StalledCampaigns
{
    /// <summary>
    /// Two checks long: where the timer runs in another process by now, an old count is not told for ever.
    /// </summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(11);

    private static volatile Count? _last;

    public static void Note(int campaigns, TimeProvider time) => _last = new(campaigns, time, time.GetTimestamp());

    public static IEnumerable<Measurement<int>> Reading() =>
        _last is { } last && last.Time.GetElapsedTime(last.At) < Lasting ? [new(last.Campaigns)] : [];

    private sealed record Count(int Campaigns, TimeProvider Time, long At);
}
