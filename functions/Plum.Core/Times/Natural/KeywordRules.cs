namespace Plum.Core.Times.Natural;

/// <summary>Words that stand for a time by themselves, "@1770000000", and choices within a month.</summary>
internal static class KeywordRules
{
    // Far beyond every year that has four digits, and far from what a sum could overflow.
    private const long MostSeconds = 1_000_000_000_000;

    private static readonly Shape Timestamp = (Shape)"@" + ((Shape)"-").Maybe + Shapes.Digit.Many;

    public static readonly Rule[] All =
    [
        new(Shape.Words("yesterday"), (_, reading) => Day(reading, -1)),
        new(Shape.Words("now"), (_, _) => { }),
        new(Shape.Words("noon"), (_, reading) => Noon(reading)),
        new(Shape.Words("midnight", "today"), (_, reading) => reading.ForgetClock()),
        new(Shape.Words("tomorrow"), (_, reading) => Day(reading, 1)),
        new(Timestamp, UnixTime),
        new(Timestamp + "." + Shapes.Digit.Times(0, 6)),
        new(Shape.Words("first day of"), (_, reading) => reading.Steps.MonthEdge = MonthEdge.FirstDay),
        new(Shape.Words("last day of"), (_, reading) => reading.Steps.MonthEdge = MonthEdge.LastDay),
        new(Shape.Words("back of ", "front of ") + Shapes.Hour2 + (Shapes.Blanks.Maybe + Shapes.Meridian).Maybe),
    ];

    // Replaces the days said before, unlike "+1 day".
    private static void Day(Reading reading, int days)
    {
        reading.ForgetClock();
        reading.Steps.Days = days;
    }

    private static void Noon(Reading reading)
    {
        reading.ForgetClock();
        reading.Clocks = 1;
        reading.Hour = 12;
    }

    private static void UnixTime(Piece piece, Reading reading)
    {
        if (reading.Zones > 0)
        {
            reading.Fail("is in UTC and stands after another time zone");
            return;
        }

        if (piece.SignedNumber(24) is not (>= -MostSeconds and <= MostSeconds and var seconds))
        {
            reading.Fail("is too far away");
            return;
        }

        reading.ForgetClock();
        reading.ForgetDate();
        reading.TryZone();
        (reading.Year, reading.Month, reading.Day) = (1970, 1, 1);
        (reading.Zone, reading.Daylight) = (NamedZone.Utc, false);
        reading.Steps.Seconds += seconds;
    }
}
