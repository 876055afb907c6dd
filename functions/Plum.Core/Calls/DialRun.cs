using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Plum.Core.Calls;

/// <summary>Calls claimed together by one dialer, and, once the gateway has answered, how each ended.</summary>
/// <remarks>
/// A run is stored in two writes: at the claim, before anything is dialed, without endings; and with all of them
/// afterwards. So a run without endings whose lease is over belongs to a dialer that died: it may have dialed, and
/// nobody knows. A call whose gateway tells the outcome later has an open ending until then, which is replaced once.
/// Counts are sums over runs, which is why no counter has to be written for each call.
/// </remarks>
/// <param name="Calls">Position and attempt number of each call, in the order of their instants.</param>
/// <param name="LeaseUntil">Until then the claiming dialer may still be at work.</param>
/// <param name="Endings">One for each call, or empty while unknown.</param>
/// <param name="Gateway">
/// Who is asked to place them, by its name in the settings; null in runs of earlier versions.
/// </param>
public sealed record DialRun(
    ImmutableArray<RunCall> Calls, Instant LeaseUntil, ImmutableArray<RunEnding> Endings, string? Gateway = null)
{
    public bool IsRecorded => !Endings.IsEmpty;

    /// <summary>All calls of the run are over, so that it can be added to the totals and forgotten.</summary>
    public bool IsOver(Instant now) => IsRecorded && Endings.All(ending => ending.IsOver(now));

    /// <summary>Calls that were placed, and whose outcomes are still to come.</summary>
    public bool HasOpen => Endings.Any(ending => ending.IsOpen);

    /// <summary>The run with the endings of open calls, by their place in it.</summary>
    public DialRun Closed(IReadOnlyDictionary<int, RunEnding> endings) =>
        this with { Endings = [.. Endings.Select((ending, i) => endings.GetValueOrDefault(i, ending))] };

    /// <summary>
    /// The run without calls that were given up before a slow dialer claimed them; they are to be given back and were
    /// not dialed.
    /// </summary>
    public DialRun Without(PositionRanges givenUp) => IsRecorded || !Calls.Any(call => IsGivenUp(call, givenUp))
        ? this
        : this with { Calls = Calls.RemoveAll(call => IsGivenUp(call, givenUp)) };

    /// <summary>When to look whether all its calls are over; null while the run is not recorded.</summary>
    public Instant? LookAgainAt(Instant now) => IsRecorded ? Endings.Max(ending => ending.LookAgainAt(now)) : null;

    private static bool IsGivenUp(RunCall call, PositionRanges givenUp) =>
        call.Attempt == 1 && givenUp.Contains(call.Position);

    public static string Write(ImmutableArray<RunCall> calls) =>
        string.Join(
            ',', calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.Position}:{call.Attempt}")));

    public static byte[] Write(ImmutableArray<RunEnding> endings) => RunEndings.Write(endings.AsSpan());

    public static DialRun Parse(string calls, Instant leaseUntil, byte[]? endings, string? gateway = null) =>
        new(
            [.. calls.Split(',').Select(ParseCall)],
            leaseUntil,
            endings is null ? [] : RunEndings.Read(endings),
            gateway);

    private static RunCall ParseCall(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(
            long.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture),
            int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}

/// <summary>A call within a run.</summary>
public readonly record struct RunCall(long Position, int Attempt);

/// <summary>When a call of a run is over, what follows, and what its record is to say.</summary>
/// <param name="EndsAt">Of an open call, until when its outcome is waited for.</param>
public readonly record struct RunEnding(Instant EndsAt, RunEndingKind Kind, PlacedCall Call)
{
    private static readonly Duration ShortestPause = Duration.FromSeconds(15);
    private static readonly Duration LongestPause = Duration.FromMinutes(5);

    /// <summary>The call was placed, and its outcome is still to come.</summary>
    public bool IsOpen => Kind == RunEndingKind.Open;

    public bool IsOver(Instant now) => !IsOpen && EndsAt <= now;

    /// <summary>
    /// When the call is over; of an open one, when to look for its outcome, the later the longer it is out already.
    /// </summary>
    public Instant LookAgainAt(Instant now) => IsOpen
        ? now + Duration.Min(LongestPause, Duration.Max(ShortestPause, now - Call.DialedAt))
        : EndsAt;
}

/// <summary>What the record of a call says beside its outcome (VoiceTrends, call volume).</summary>
/// <param name="DialedAt">The instant the gateway was asked.</param>
/// <param name="CallerId">The ten digits that were shown, or null when none were.</param>
/// <param name="DurationSeconds">From answer to hang-up; 0 when nobody answered, and when nobody knows.</param>
/// <param name="Transfers">Transfers out; a call may have several.</param>
/// <param name="TransferSeconds">How long they took together.</param>
public readonly record struct PlacedCall(
    Instant DialedAt, string? CallerId, CalleeType CalleeType, int DurationSeconds, int Transfers, int TransferSeconds);

public enum RunEndingKind
{
    Completed,
    Failed,
    Retry,

    /// <summary>Placed; what came of it is not known yet.</summary>
    Open,
}
