using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// One opening of a window: periods follow one another from its beginning, and the last is cut at its end.
/// </summary>
/// <remarks>
/// Slots are numbered from 0 through all periods, so that counting and finding them is arithmetic and never a loop.
/// </remarks>
/// <param name="Begin">The instant of the first slot.</param>
/// <param name="End">Exclusive.</param>
internal readonly record struct Session(Instant Begin, Instant End, Cadence Cadence)
{
    private static readonly Duration AlmostATick = Duration.FromNanoseconds(NodaConstants.NanosecondsPerTick - 1);

    public long Slots => SlotsBefore(End);

    /// <summary>The instant of a slot, rounded up to a whole tick so that no call is early.</summary>
    public Instant this[long slot] => Run(slot, 1).Begin;

    public long SlotsBefore(Instant instant)
    {
        var ticks = TicksBefore(Instant.Min(instant, End));

        if (ticks <= 0)
        {
            return 0;
        }

        var (period, tick) = Int128.DivRem(ticks, Cadence.Cycle);
        return ((long)period * Cadence.Amount) + Cadence.SlotsBefore(tick);
    }

    /// <summary>
    /// The slots from <paramref name="slot"/> on, at most <paramref name="count"/> of them and of one period only.
    /// </summary>
    public SlotRun Run(long slot, int count)
    {
        var (period, first) = Math.DivRem(slot, Cadence.Amount);
        var begin = Begin + Duration.FromTicks((long)(period * Cadence.Cycle));
        return new(
            begin,
            Duration.FromTicks(Cadence.Span),
            Cadence.Amount,
            first,
            (int)Math.Min(count, Cadence.Amount - first));
    }

    /// <summary>When the period of an instant is over, at the latest with the window.</summary>
    public Instant PeriodEnd(Instant instant)
    {
        var end = (TicksBefore(instant) / Cadence.Cycle * Cadence.Cycle) + Cadence.Period;
        return Begin + Duration.FromTicks((long)Int128.Min(end, TicksBefore(End)));
    }

    /// <summary>When the period of an instant began, or the rest it lies in.</summary>
    public Instant PeriodBegin(Instant instant)
    {
        var (cycle, tick) = Int128.DivRem((instant - Begin).BclCompatibleTicks, Cadence.Cycle);
        return Begin
            + Duration.FromTicks((long)((cycle * Cadence.Cycle) + (tick < Cadence.Period ? 0 : Cadence.Period)));
    }

    /// <summary>Whether a rest, or a part of one, lies between two instants.</summary>
    public bool RestsBetween(Instant earlier, Instant later) =>
        Cadence.Rests && TicksBefore(earlier) / Cadence.Cycle < TicksBefore(later) / Cadence.Cycle;

    // A slot lies on a whole tick after the beginning, an instant may not.
    private long TicksBefore(Instant instant) => (instant - Begin + AlmostATick).BclCompatibleTicks;
}
