namespace Plum.Core.Times.Natural;

/// <summary>Days from Monday to Friday.</summary>
internal static class WorkingDays
{
    /// <summary>How many days <paramref name="count"/> working days are, or back when negative.</summary>
    /// <param name="today">A day of the week; 0 is Sunday.</param>
    /// <remarks>From a weekend, the count starts at its working day; none at all goes on to Monday.</remarks>
    public static long Length(long count, int today)
    {
        var rest = count % 5;
        return count / 5 * 7 + rest + (count > 0 ? OverWeekend(rest, today) : OverWeekendBack(rest, today));
    }

    private static int OverWeekend(long rest, int today) => (rest, today) switch
    {
        (0, 0) => -2,
        (0, 6) => -1,
        (0, _) => 0,
        (_, 6) => 1,
        _ => today + rest > 5 ? 2 : 0,
    };

    private static int OverWeekendBack(long rest, int today) => (rest, today) switch
    {
        (0, 6) => 2,
        (0, 0) => 1,
        (0, _) => 0,
        (_, 0) => -1,
        _ => today + rest < 1 ? -2 : 0,
    };
}
