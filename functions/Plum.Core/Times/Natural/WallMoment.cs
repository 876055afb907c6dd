namespace Plum.Core.Times.Natural;

/// <summary>
/// A date and clock time whose parts may be out of range until <see cref="Normalize"/> carries them over.
/// </summary>
/// <remarks>
/// In the Gregorian calendar for all years. Its own arithmetic, because the year may for a while be anything.
/// </remarks>
internal sealed record WallMoment
{
    private const long DaysToEpoch = 719_468; // from 1 March of the year 0 to 1 January 1970
    private const long DaysIn400Years = 146_097;

    public long Year { get; set; }

    public long Month { get; set; }

    public long Day { get; set; }

    public long Hour { get; set; }

    public long Minute { get; set; }

    public long Second { get; set; }

    public long Microsecond { get; set; }

    /// <summary>0, Sunday, to 6.</summary>
    public int Weekday => (int)Remainder(Days + 4, 7);

    /// <summary>Since 1 January 1970 at midnight on the same wall.</summary>
    public long Seconds => (Days * 24 + Hour) * 3600 + Minute * 60 + Second;

    // Months are counted from March, which puts the leap day at the end of the year.
    private long Days
    {
        get
        {
            var months = Year * 12 + Month - 3;
            var year = Quotient(months, 12);
            var daysBefore = (153 * Remainder(months, 12) + 2) / 5;
            var leapDays = Quotient(year, 4) - Quotient(year, 100) + Quotient(year, 400);
            return year * 365 + leapDays + daysBefore + Day - 1 - DaysToEpoch;
        }
    }

    /// <summary>
    /// Carries what is too much or too little for a part over to the next greater: 31 April is 1 May.
    /// </summary>
    public void Normalize()
    {
        (Second, Microsecond) = (Second + Quotient(Microsecond, 1_000_000), Remainder(Microsecond, 1_000_000));
        (Minute, Second) = (Minute + Quotient(Second, 60), Remainder(Second, 60));
        (Hour, Minute) = (Hour + Quotient(Minute, 60), Remainder(Minute, 60));
        (Day, Hour) = (Day + Quotient(Hour, 24), Remainder(Hour, 24));
        SetDate(Days);
    }

    private void SetDate(long days)
    {
        var sinceMarch = days + DaysToEpoch;
        var dayOf400Years = Remainder(sinceMarch, DaysIn400Years);
        var leapDays = dayOf400Years / 1_460 - dayOf400Years / 36_524 + dayOf400Years / (DaysIn400Years - 1);
        var yearOf400 = (dayOf400Years - leapDays) / 365;
        var dayOfYear = dayOf400Years - (365 * yearOf400 + yearOf400 / 4 - yearOf400 / 100);
        var month = (5 * dayOfYear + 2) / 153;

        Day = dayOfYear - (153 * month + 2) / 5 + 1;
        Month = month < 10 ? month + 3 : month - 9;
        Year = Quotient(sinceMarch, DaysIn400Years) * 400 + yearOf400 + (Month <= 2 ? 1 : 0);
    }

    private static long Quotient(long value, long divisor) => (value - Remainder(value, divisor)) / divisor;

    private static long Remainder(long value, long divisor) => (value % divisor + divisor) % divisor;
}
