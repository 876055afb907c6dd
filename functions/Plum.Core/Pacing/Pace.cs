namespace Plum.Core.Pacing;

/// <summary>How hard a campaign pushes: so many calls in a period, then a rest, and again.</summary>
/// <param name="PeriodMinutes">Length of a period in minutes, 1 to 99,999,999,999.</param>
/// <param name="AmountPerPeriod">Calls started in one period at the most, 1 to 99,999,999,999.</param>
/// <param name="RestMinutes">
/// Minutes without a start between two periods (<c>time_between_periods</c>), 0 or more.
/// </param>
/// <param name="Spread">How the starts lie within a period.</param>
public sealed record Pace(long PeriodMinutes, long AmountPerPeriod, long RestMinutes, Spread Spread = Spread.Even);

/// <summary>How the starts of a period lie in time.</summary>
public enum Spread
{
    /// <summary>Call i of N starts i/N of the period after its beginning.</summary>
    Even,

    /// <summary>All calls of the period start as fast as the capacity allows.</summary>
    Burst,
}
