namespace Plum.Core.Times.Natural;

/// <summary>Time zones: "EST", "(UTC)", "America/Chicago", "+0200", "GMT-07:00".</summary>
internal static class ZoneRules
{
    /// <summary>"+0200" and its like.</summary>
    public static readonly Shape Offset = ((Shape)"GMT").Maybe + Shapes.Sign
        + (Shapes.Hour2 + (((Shape)":").Maybe + Shapes.Minute2).Maybe
            | Shapes.Hour02 + Shapes.Minute02 + Shapes.Second02
            | Shapes.Hour02 + ":" + Shapes.Minute02 + ":" + Shapes.Second02);

    public static readonly Shape Any = Offset
        | ((Shape)"(").Maybe + Shapes.Letter.Times(1, 6) + ((Shape)")").Maybe
        | Shapes.Capital + Shapes.Small.Many + (Shape.OneOf("_/-") + Shapes.Letter.Many).Many;

    public static readonly Rule[] All = [new(Any, Suffix)];

    /// <summary>Takes up the zone that ends a date or clock time, if there is one.</summary>
    public static void Rest(Piece piece, Reading reading)
    {
        if (!piece.IsRead)
        {
            TakeUp(piece, reading);
        }
    }

    private static void Suffix(Piece piece, Reading reading)
    {
        if (!reading.TryZone())
        {
            return;
        }

        var first = (reading.Zone, reading.Daylight);
        TakeUp(piece, reading);
        if (reading.Zones > 1)
        {
            (reading.Zone, reading.Daylight) = first;
        }
    }

    private static void TakeUp(Piece piece, Reading reading)
    {
        var daylight = reading.Daylight;
        reading.Zone = NamedZone.Read(piece.Rest(), ref daylight);
        reading.Daylight = daylight;
        if (reading.Zone is null)
        {
            reading.Fail("is not understood");
        }
    }
}
