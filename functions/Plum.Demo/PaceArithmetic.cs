namespace Plum.Demo;

/// <summary>What a pace allows in one window, by plain arithmetic and nothing of the service's own planner.</summary>
/// <param name="WindowMinutes">From the window's start to its end.</param>
/// <param name="PeriodMinutes">The stretch in which <paramref name="Amount"/> calls are spread evenly.</param>
/// <param name="RestMinutes">Between two periods.</param>
internal sealed record PaceArithmetic(int WindowMinutes, int PeriodMinutes, int Amount, int RestMinutes)
{
    /// <summary>Periods that end within the window. The last needs no rest after it.</summary>
    public int WholePeriods => (WindowMinutes + RestMinutes) / Cycle;

    /// <summary>Minutes of the period that the window's end cuts.</summary>
    public int CutMinutes => Math.Clamp(WindowMinutes - (WholePeriods * Cycle), 0, PeriodMinutes);

    /// <summary>
    /// Call i of a period starts at i/Amount of it, so those before the cut are these; the window's end itself is no
    /// starting time.
    /// </summary>
    public int CutCalls => ((CutMinutes * Amount) + PeriodMinutes - 1) / PeriodMinutes;

    public int CallsPerDay => (WholePeriods * Amount) + CutCalls;

    public double SecondsBetweenCalls => PeriodMinutes * 60.0 / Amount;

    private int Cycle => PeriodMinutes + RestMinutes;
}
