namespace Plum.Core.Times.Natural;

/// <summary>The parts that dates and clock times are made of. "2" is one or two digits, "02" always two.</summary>
internal static class Shapes
{
    public static readonly Shape Digit = Shape.OneOf("0123456789");
    public static readonly Shape Letter = Shape.OneOf("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    public static readonly Shape Capital = Shape.OneOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    public static readonly Shape Small = Shape.OneOf("abcdefghijklmnopqrstuvwxyz");
    public static readonly Shape Sign = Shape.OneOf("+-");

    /// <summary>Blanks, or no-break blanks, wide or narrow, as newer formatting libraries put before "PM".</summary>
    public static readonly Shape Blanks =
        Shape.OneOf(" \t").Many | Shape.OneOf("\u00A0").Many | Shape.OneOf("\u202F").Many;

    public static readonly Shape Hour02 = Shape.OneOf("01") + Digit | "2" + Shape.OneOf("01234");
    public static readonly Shape Hour2 = Hour02 | Digit;
    public static readonly Shape HourTo12 = ((Shape)"0").Maybe + Shape.OneOf("123456789") | "1" + Shape.OneOf("012");
    public static readonly Shape Minute02 = Shape.OneOf("012345") + Digit;
    public static readonly Shape Minute2 = Minute02 | Digit;
    public static readonly Shape Second02 = Minute02 | "60";
    public static readonly Shape Second2 = Minute2 | "60";
    public static readonly Shape Fraction = "." + Digit.Many;

    /// <summary>"am", "p.m.": up to a blank or the end.</summary>
    public static readonly Shape Meridian =
        Shape.OneOf("AaPp") + ((Shape)".").Maybe + Shape.OneOf("Mm") + ((Shape)".").Maybe
        + Shape.OneOf("\0\t ");

    public static readonly Shape Month02 = "0" + Digit | "1" + Shape.OneOf("012");
    public static readonly Shape Month2 = Month02 | Digit;
    public static readonly Shape Day02 = Shape.OneOf("012") + Digit | "3" + Shape.OneOf("01");

    /// <summary>"4", "04" or "4th".</summary>
    public static readonly Shape Day2 = (Day02 | Digit) + ((Shape)"st" | "nd" | "rd" | "th").Maybe;

    public static readonly Shape Year = Digit.Times(1, 4);
    public static readonly Shape Year2 = Digit + Digit;
    public static readonly Shape Year4 = Year2 + Year2;

    public static readonly Shape FullMonth = Shape.Words(Names.FullMonths);
    public static readonly Shape ShortMonth = Shape.Words(Names.ShortMonths);
    public static readonly Shape MonthName = FullMonth | ShortMonth
        | Names.RomanMonths.Select(roman => (Shape)roman).Aggregate((one, other) => one | other);

    public static readonly Shape Weekday = Shape.Words(Names.Weekdays.Keys);
}
