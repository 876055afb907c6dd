using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// The calls of one campaign on their way to the telephone: late ones start one after the other, at the pace's own
/// distance.
/// </summary>
/// <remarks>
/// Where the machine pauses, many slots pass at once. Those missed by more than <see cref="Lateness"/> are gone; the
/// calls of the others do not start all together when it goes on, and the calls behind them start as late as they do,
/// until a slot is free or the period is over. So no second has more calls than the pace gives in 1.05 seconds, and no
/// period has more than its amount.
/// </remarks>
public sealed class StartLine
{
    /// <summary>
    /// How late a call may start: its slot may have been late when it was given out, and its way takes a while.
    /// </summary>
    public static readonly Duration Lateness = Planner.Lateness + Duration.FromSeconds(5);

    /// <summary>Up to here a call may be ahead of its place: timers and the processor are never exact.</summary>
    private static readonly Duration Early = Duration.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private Duration? _next;
    private bool _refused;

    /// <summary>
    /// Takes the next place for a call whose slot has come: how long it still has to wait, or null when its slot is
    /// gone.
    /// </summary>
    /// <param name="periodEnd">The call does not start from then on.</param>
    /// <param name="spacing">From one slot to the next.</param>
    /// <param name="clock">The time of a monotonic clock: wall clocks are set forward and back.</param>
    public Duration? Enter(Instant slot, Instant periodEnd, Duration spacing, Instant now, Duration clock)
    {
        lock (_gate)
        {
            var next = _next ?? clock;
            // Not a timer for each: calls of a fast pace that wait one after the other would be later each time.
            var start = !_refused && next <= clock + Early ? clock : Duration.Max(clock, next);
            var wait = start - clock;
            if (now + wait > slot + Lateness || now + wait >= periodEnd)
            {
                _refused = true; // those behind it keep their distance, so that none of them starts in its place
                return null;
            }

            _refused = false;
            _next = Duration.Max(next, start) + spacing;
            return wait;
        }
    }
}
