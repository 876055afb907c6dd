using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// A pace as far as the capacity allows it: so many slots a period, evenly spread, and again after the rest.
/// </summary>
/// <param name="Span">
/// Over how many ticks the slots are spread; slot i lies i/Amount of it after the period's beginning.
/// </param>
/// <param name="Amount">Slots in a period, at least 1.</param>
/// <param name="Cycle">Ticks from the beginning of one period to that of the next, the rest included.</param>
/// <param name="Period">Ticks of a period, without the rest.</param>
internal readonly record struct Cadence(long Span, long Amount, Int128 Cycle, Int128 Period)
{
    /// <summary>
    /// 1,900 years in ticks, longer than any window and short enough for a long: a longer period is as good as endless.
    /// </summary>
    private const long Endless = 1_000_000_000 * NodaConstants.TicksPerMinute;

    /// <summary>Periods have a rest between them.</summary>
    public bool Rests => Cycle > Period;

    public static Cadence Of(Pace pace, double callsPerSecond)
    {
        if (!(callsPerSecond > 0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(callsPerSecond), callsPerSecond, "a capacity is more than 0 calls a second");
        }

        var period = (Int128)pace.PeriodMinutes * NodaConstants.TicksPerMinute;
        var cycle = period + ((Int128)pace.RestMinutes * NodaConstants.TicksPerMinute);
        var narrowest = (long)Math.Clamp(Math.Ceiling(NodaConstants.TicksPerSecond / callsPerSecond), 1, Endless);

        // Rounded down: the last slot of a period keeps its distance from the next period's first.
        var amount = (long)Int128.Clamp(period / narrowest, 1, pace.AmountPerPeriod);

        var (span, slots) = pace.Spread == Spread.Burst ? Spaced(narrowest, amount)
            : period > Endless ? Spaced((period + amount - 1) / amount, amount)
            : ((long)period, amount);

        return new(span, slots, cycle, period);
    }

    /// <summary>How many slots of a period lie before a tick of it.</summary>
    public long SlotsBefore(Int128 tick) => tick <= 0 ? 0 : (long)Int128.Min(Amount, ((tick - 1) * Amount / Span) + 1);

    /// <summary>Slots a whole number of ticks apart, as many as an endless period can have.</summary>
    private static (long Span, long Amount) Spaced(Int128 ticks, long amount)
    {
        var spacing = (long)Int128.Min(ticks, Endless);
        var slots = Math.Min(amount, Endless / spacing);
        return (spacing * slots, slots);
    }
}
