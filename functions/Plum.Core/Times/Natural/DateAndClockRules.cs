namespace Plum.Core.Times.Natural;

/// <summary>
/// Dates and clock times in one piece: ISO 8601 with its T, web server logs, photographs, and "oct 14 9:00".
/// </summary>
internal static class DateAndClockRules
{
    private static readonly Shape Clock02 = (Shape)":" + Shapes.Minute02 + ":" + Shapes.Second02;
    private static readonly Shape Compact = Shapes.Year4 + Shapes.Month02 + Shapes.Day02;
    private static readonly Shape Dashed = Shapes.Year4 + "-" + Shapes.Month02 + "-" + Shapes.Day02;

    private static readonly Shape YearFirst =
        Compact + "T" + Shapes.Hour2 + Clock02
        | Compact + Shape.OneOf("tT") + Shapes.Hour2 + Shapes.Minute02 + Shapes.Second02
        | Dashed + "T" + Shapes.Hour02 + Clock02 + Shapes.Fraction + ZoneRules.Offset.Maybe
        | Shapes.Year4 + "-" + Shapes.Month2 + "-" + Shapes.Day2 + "T"
            + Shapes.Hour2 + ":" + Shapes.Minute2 + ":" + Shapes.Second2
        | Shapes.Year4 + ":" + Shapes.Month02 + ":" + Shapes.Day02 + " " + Shapes.Hour02 + Clock02;

    private static readonly Shape Log =
        Shapes.Day2 + "/" + Shapes.ShortMonth + "/" + Shapes.Year4 + ":" + Shapes.Hour02 + Clock02
        + Shapes.Blanks + ZoneRules.Offset;

    private static readonly Shape ClockWithZone =
        Shape.OneOf("tT").Maybe + Shapes.Hour2 + Shape.OneOf(":.") + Shapes.Minute2
        + Shape.OneOf(":.") + Shapes.Second02 + Shapes.Blanks.Maybe + ZoneRules.Any;

    public static readonly Rule[] All =
    [
        new(YearFirst, ReadYearFirst),
        new(Log, ReadLog),
        new(DateRules.MonthAndDay + ClockRules.TwelveHours, ReadMonthAndDay),
        new(DateRules.MonthAndDay + (ClockRules.TwentyFourHours | ClockWithZone), ReadMonthAndDay24),
    ];

    private static void ReadYearFirst(Piece piece, Reading reading)
    {
        if (!reading.TryClock() || !reading.TryDate())
        {
            return;
        }

        (reading.Year, reading.Month, reading.Day) = (piece.Number(4), piece.Number(2), piece.Number(2));
        (reading.Hour, reading.Minute, reading.Second) = (piece.Number(2), piece.Number(2), piece.Number(2));
        if (piece.Next == '.')
        {
            reading.Microsecond = piece.Fraction();
            ZoneRules.Rest(piece, reading);
        }
    }

    private static void ReadLog(Piece piece, Reading reading)
    {
        if (!reading.TryClock() || !reading.TryDate())
        {
            return;
        }

        (reading.Day, reading.Month, reading.Year) = (piece.Number(2), piece.Month(), piece.Number(4));
        (reading.Hour, reading.Minute, reading.Second) = (piece.Number(2), piece.Number(2), piece.Number(2));
        ZoneRules.Rest(piece, reading);
    }

    private static void ReadMonthAndDay(Piece piece, Reading reading)
    {
        if (ReadDayAndMinute(piece, reading))
        {
            reading.Second = piece.Next is ':' or '.' ? piece.Number(2) : 0;
            reading.Hour = piece.OnTwelveHourClock(reading.Hour);
        }
    }

    private static void ReadMonthAndDay24(Piece piece, Reading reading)
    {
        if (ReadDayAndMinute(piece, reading))
        {
            reading.Second = piece.Next == ':' ? piece.Number(2) : 0;
            ZoneRules.Rest(piece, reading);
        }
    }

    private static bool ReadDayAndMinute(Piece piece, Reading reading)
    {
        if (!reading.TryDate() || !reading.TryClock())
        {
            return false;
        }

        (reading.Month, reading.Day) = (piece.Month(), piece.Number(2));
        (reading.Hour, reading.Minute) = (piece.Number(2), piece.Number(2));
        return true;
    }
}
