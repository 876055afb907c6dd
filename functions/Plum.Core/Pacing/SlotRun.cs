using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// Successive starting instants of one period: slot i lies i/Amount of the period after its beginning.
/// </summary>
/// <param name="PeriodStart">The instant the period began.</param>
/// <param name="Period">The length over which <paramref name="Amount"/> slots are spread.</param>
/// <param name="Amount">How many slots a whole period has.</param>
/// <param name="First">The number, within the period, of this run's first slot.</param>
/// <param name="Count">How many successive slots the run has, at least 1.</param>
public readonly record struct SlotRun(Instant PeriodStart, Duration Period, long Amount, long First, int Count)
{
    /// <summary>
    /// The instant of slot <paramref name="index"/> of this run, rounded up to a whole tick so that no call is early.
    /// </summary>
    public Instant this[int index]
    {
        get
        {
            var ticks = (Int128)Period.BclCompatibleTicks * (First + index);
            return PeriodStart + Duration.FromTicks((long)((ticks + Amount - 1) / Amount));
        }
    }

    public Instant Begin => this[0];

    /// <summary>From one slot to the next.</summary>
    public Duration Spacing => Period / Amount;

    public Instant Last => this[Count - 1];

    /// <summary>The part that starts at <paramref name="offset"/> and has <paramref name="count"/> slots.</summary>
    public SlotRun Slice(int offset, int count) => this with { First = First + offset, Count = count };

    /// <summary>At most so many instants, that far apart, from its first slot on and up to its last.</summary>
    internal SlotRun Spaced(Duration spacing, int most) =>
        new(Begin, spacing, 1, 0, (int)Math.Min(most, (long)((Last - Begin) / spacing) + 1));

    /// <summary>Its slots one by one.</summary>
    public IEnumerable<SlotRun> Singles()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return Slice(index, 1);
        }
    }

    /// <summary>Whether another run's slots follow this one's in the same period without a break.</summary>
    internal bool GoesOnWith(SlotRun next) => next.PeriodStart == PeriodStart && next.First == First + Count;
}
