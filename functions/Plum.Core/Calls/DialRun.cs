using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>Calls claimed together by one dialer, and, once the gateway has answered, how each ended.</summary>
/// <remarks>
/// A run is stored in two writes: at the claim, before anything is dialed, without endings; and with all of them afterwards. So a
/// run without endings whose lease is over belongs to a dialer that died: it may have dialed, and nobody knows.
/// Counts are sums over runs, which is why no counter has to be written for each call.
/// </remarks>
/// <param name="Calls">Position and attempt number of each call, in the order of their instants.</param>
/// <param name="LeaseUntil">Until then the claiming dialer may still be at work.</param>
/// <param name="Endings">One for each call, or empty while unknown.</param>
public sealed record DialRun(ImmutableArray<RunCall> Calls, Instant LeaseUntil, ImmutableArray<RunEnding> Endings)
{
    public bool IsRecorded => !Endings.IsEmpty;

    /// <summary>All calls of the run are over, so that it can be added to the totals and forgotten.</summary>
    public bool IsOver(Instant now) => IsRecorded && Endings.All(ending => ending.EndsAt <= now);

    public Instant? LastEnd => IsRecorded ? Endings.Max(ending => ending.EndsAt) : null;

    public static string Write(ImmutableArray<RunCall> calls) =>
        string.Join(',', calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Position}:{call.Attempt}")));

    public static string Write(ImmutableArray<RunEnding> endings) =>
        string.Join(',', endings.Select(ending => string.Create(CultureInfo.InvariantCulture, $"{ending.EndsAt.ToUnixTimeTicks()}:{(int)ending.Kind}")));

    public static DialRun Parse(string calls, Instant leaseUntil, string? endings) => new(
        [.. Pairs(calls).Select(pair => new RunCall(pair.Left, (int)pair.Right))],
        leaseUntil,
        [.. Pairs(endings ?? "").Select(pair => new RunEnding(Instant.FromUnixTimeTicks(pair.Left), (RunEndingKind)pair.Right))]);

    private static IEnumerable<(long Left, long Right)> Pairs(string text)
    {
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            yield return (long.Parse(part.AsSpan(0, colon), CultureInfo.InvariantCulture), long.Parse(part.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        }
    }
}

/// <summary>A call within a run.</summary>
public readonly record struct RunCall(long Position, int Attempt);

/// <summary>When a call of a run is over, and what follows.</summary>
public readonly record struct RunEnding(Instant EndsAt, RunEndingKind Kind);

public enum RunEndingKind
{
    Completed,
    Failed,
    Retry,
}
