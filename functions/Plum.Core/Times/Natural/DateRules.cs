namespace Plum.Core.Times.Natural;

/// <summary>Dates: month/day/year, day.month.year, year-month-day, and with the name of the month.</summary>
internal static class DateRules
{
    private static readonly Shape Gap = Shape.OneOf(" .\t-").Any;
    private static readonly Shape AfterDay = Shape.OneOf(",.stndrh\t ").Many;

    /// <summary>"Oct 14" with what follows it.</summary>
    public static readonly Shape MonthAndDay = Shapes.MonthName + Gap + Shapes.Day2 + (AfterDay | "\0");

    private static readonly Shape MonthDayYear = Shapes.MonthName + Gap + Shapes.Day2 + AfterDay + Shapes.Year;
    private static readonly Shape DayMonth = Shapes.Day2 + Gap + Shapes.MonthName;
    private static readonly Shape YearMonthDay02 = (Shape)"-" + Shapes.Month02 + "-" + Shapes.Day02;
    private static readonly Shape Week = Shapes.Year4 + ((Shape)"-").Maybe + "W" + (Shapes.Digit + Shapes.Digit);

    public static readonly Rule[] All =
    [
        new(Shapes.Month2 + "/" + Shapes.Day2 + ((Shape)"/" + Shapes.Year).Maybe, American),
        new(
            Shapes.Sign.Maybe + Shapes.Year4 + YearMonthDay02
                | Shapes.Year4 + "/" + Shapes.Month02 + "/" + Shapes.Day02 + ((Shape)"/").Maybe
                | Shapes.Year4 + "/" + Shapes.Month2 + "/" + Shapes.Day2,
            (piece, reading) => Date(reading, piece.SignedNumber(4), piece.Number(2), piece.Number(2))),
        new(Shapes.Year2 + YearMonthDay02, YearMonthDay),
        new(Shapes.Sign + Shapes.Digit.Times(5, 19) + YearMonthDay02),
        new(Shapes.Year4 + "-" + Shapes.Month2, (piece, reading) => Date(reading, piece.Year(), piece.Number(2), 1)),
        new(Shapes.Year + "-" + Shapes.Month2 + "-" + Shapes.Day2, YearMonthDay),
        new(DayMonth + Gap + Shapes.Year, DayMonthYear),
        new(Shapes.Day2 + Shape.OneOf(".\t-") + Shapes.Month2 + Shape.OneOf(".-") + Shapes.Year4, Pointed),
        new(Shapes.Day2 + Shape.OneOf(".\t") + Shapes.Month2 + "." + Shapes.Year2, Pointed),
        new(Shapes.MonthName + Gap + Shapes.Year4, (piece, reading) => MonthOf(reading, piece.Month(), piece.Year())),
        new(Shapes.Year4 + Gap + Shapes.MonthName, YearMonth),
        new(MonthDayYear | MonthAndDay, MonthDay),
        new(DayMonth, DayOfMonth),
        new(
            Shapes.Year4 + Shapes.Month02 + Shapes.Day02,
            (piece, reading) => Date(reading, piece.Number(4), piece.Number(2), piece.Number(2))),
        new(Shapes.Year4 + Shape.OneOf(".-").Maybe + Shapes.Digit.Times(3, 3)), // the day of a year
        new(Week + (((Shape)"-").Maybe + Shape.OneOf("01234567")).Maybe),
        new(Shapes.ShortMonth + "-" + Shapes.Day02 + "-" + Shapes.Year, MonthDay),
        new(Shapes.Year + "-" + Shapes.ShortMonth + "-" + Shapes.Day02, YearMonthNameDay),
        new(Shapes.Year4, (piece, reading) => reading.Year = piece.Number(4)),
        new(Shapes.FullMonth | Shapes.ShortMonth, (piece, reading) => Month(reading, piece.Month())),
    ];

    private static void American(Piece piece, Reading reading)
    {
        var (month, day) = (piece.Number(2), piece.Number(2));
        Date(reading, piece.Next == '/' ? piece.Year() : reading.Year, month, day);
    }

    private static void YearMonthDay(Piece piece, Reading reading) =>
        Date(reading, piece.Year(), piece.Number(2), piece.Number(2));

    private static void DayMonthYear(Piece piece, Reading reading)
    {
        var (day, month) = (piece.Number(2), piece.Month());
        Date(reading, piece.Year(), month, day);
    }

    private static void Pointed(Piece piece, Reading reading)
    {
        var (day, month) = (piece.Number(2), piece.Number(2));
        Date(reading, piece.Year(), month, day);
    }

    private static void MonthOf(Reading reading, long month, long? year) => Date(reading, year, month, 1);

    private static void YearMonth(Piece piece, Reading reading) => Date(reading, piece.Year(), piece.Month(), 1);

    // A year may follow; without one it is this year.
    private static void MonthDay(Piece piece, Reading reading)
    {
        var (month, day) = (piece.Month(), piece.Number(2));
        Date(reading, piece.Year(), month, day);
    }

    private static void DayOfMonth(Piece piece, Reading reading)
    {
        var (day, month) = (piece.Number(2), piece.Month());
        Date(reading, reading.Year, month, day);
    }

    private static void YearMonthNameDay(Piece piece, Reading reading) =>
        Date(reading, piece.Year(), piece.Month(), piece.Number(2));

    private static void Month(Reading reading, long month) => Date(reading, reading.Year, month, reading.Day);

    private static void Date(Reading reading, long? year, long? month, long? day)
    {
        if (reading.TryDate())
        {
            (reading.Year, reading.Month, reading.Day) = (year, month, day);
        }
    }
}
