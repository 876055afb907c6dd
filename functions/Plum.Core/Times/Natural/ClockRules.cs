namespace Plum.Core.Times.Natural;

/// <summary>Clock times: "5pm", "5:30 PM", "8 a.m.", "17:30", "17:30:00.5", "1730", "T173000".</summary>
internal static class ClockRules
{
    private static readonly Shape Colon = Shape.OneOf(":.");
    private static readonly Shape T = Shape.OneOf("tT").Maybe;

    /// <summary>"5:30pm" and "5:30:15 p.m.".</summary>
    public static readonly Shape TwelveHours =
        Shapes.HourTo12 + Colon + (Shapes.Minute02 | Shapes.Minute2 + Colon + Shapes.Second02)
        + Shapes.Blanks.Maybe + Shapes.Meridian;

    /// <summary>"17:30" and "17:30:15".</summary>
    public static readonly Shape TwentyFourHours =
        T + Shapes.Hour2 + Colon + Shapes.Minute2 + (Colon + Shapes.Second2).Maybe;

    public static readonly Rule[] All =
    [
        new(Shapes.HourTo12 + Shapes.Blanks.Maybe + Shapes.Meridian | TwelveHours, OnTwelveHours),
        new(
            Shapes.HourTo12
                + ":"
                + Shapes.Minute02
                + ":"
                + Shapes.Second02
                + Colon
                + Shapes.Digit.Many
                + Shapes.Meridian,
            OnTwelveHours),
        new(
            Shape.OneOf("tT") + Shapes.Hour2 | TwentyFourHours
                | T + Shapes.Hour2 + Colon + Shapes.Minute2 + Colon + Shapes.Second2 + Shapes.Fraction,
            OnTwentyFourHours),
        new(T + Shapes.Hour02 + Shapes.Minute02, FourDigits),
        new(T + Shapes.Hour02 + Shapes.Minute02 + Shapes.Second02, SixDigits),
    ];

    private static void OnTwelveHours(Piece piece, Reading reading)
    {
        if (reading.TryClock())
        {
            ReadClock(piece, reading);
            reading.Hour = piece.OnTwelveHourClock(reading.Hour);
        }
    }

    private static void OnTwentyFourHours(Piece piece, Reading reading)
    {
        if (reading.TryClock())
        {
            ReadClock(piece, reading);
        }
    }

    private static void ReadClock(Piece piece, Reading reading)
    {
        reading.Hour = piece.Number(2);
        reading.Minute = IsColon(piece) ? piece.Number(2) : 0;
        reading.Second = IsColon(piece) ? piece.Number(2) : 0;
        reading.Microsecond = IsColon(piece) ? piece.Fraction() : 0;
    }

    private static bool IsColon(Piece piece) => piece.Next is ':' or '.';

    // The second group of four digits is a year: "oct 14 09:00 2026".
    private static void FourDigits(Piece piece, Reading reading)
    {
        switch (reading.Clocks++)
        {
            case 0:
                (reading.Hour, reading.Minute, reading.Second) = (piece.Number(2), piece.Number(2), 0);
                break;
            case 1:
                reading.Year = piece.Number(4);
                break;
            default:
                reading.Fail("is a second time of day");
                break;
        }
    }

    private static void SixDigits(Piece piece, Reading reading)
    {
        if (reading.TryClock())
        {
            (reading.Hour, reading.Minute, reading.Second) = (piece.Number(2), piece.Number(2), piece.Number(2));
        }
    }
}
