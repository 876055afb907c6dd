using System.Buffers;
using System.Globalization;
using System.Text;

namespace Plum.Core.PhoneLists;

/// <summary>Why a number was refused, kept as numbers until somebody asks for the sentence.</summary>
/// <param name="At">Where in the text, or how many of what <paramref name="Kind"/> counts.</param>
internal readonly record struct PhoneNumberFault(PhoneNumberFaultKind Kind, int At = 0, int Length = 0)
{
    /// <summary>The sentence, to be read after the number itself.</summary>
    public string Describe(ReadOnlySpan<byte> text) => Kind switch
    {
        PhoneNumberFaultKind.Empty => "is empty",
        PhoneNumberFaultKind.TooLong => $"is longer than {PhoneNumber.MaxLength} characters",
        PhoneNumberFaultKind.NoDigits => "has no digits",
        PhoneNumberFaultKind.BareDigits => $"has {At} {Digits(At)}; 10 or 11 are needed",
        PhoneNumberFaultKind.BareNotOne =>
            "has 11 digits but does not begin with 1; an international number begins with +",
        PhoneNumberFaultKind.InternationalDigits => $"has {At} {Digits(At)}; 8 to 15 are needed after +",
        PhoneNumberFaultKind.CountryCode => "begins with +0; no country code does",
        PhoneNumberFaultKind.NoCountryCode => $"begins with +{At}; no country code does",
        PhoneNumberFaultKind.Impossible =>
            $"has {Length} {Digits(Length)} after +{At}; numbers there have {CountryCodes.LengthsOf(At)}",
        PhoneNumberFaultKind.TrunkZero => $"has a 0 after +{At}; leave it out, as in calls from abroad",
        PhoneNumberFaultKind.ZeroInBrackets => $"has (0) after +{At}; write the digits that are dialed from abroad",
        PhoneNumberFaultKind.Misplaced =>
            $"has '{(char)text[At]}' in a place that leaves the number in doubt; write one number, in digits",
        PhoneNumberFaultKind.Decimal =>
            $"has a decimal, '{Encoding.UTF8.GetString(text.Slice(At, Length))}'; format the spreadsheet's column as "
                + "text",
        PhoneNumberFaultKind.Scientific =>
            "is in scientific notation: your spreadsheet has rounded it; format the column as text",
        PhoneNumberFaultKind.BadCharacter when !IsUtf8(text, At) => $"is not valid UTF-8{RowText.SaveAsUtf8}",
        PhoneNumberFaultKind.BadCharacter => $"has {Character(text, At)} where only digits may stand",
        PhoneNumberFaultKind.EmptyParameter => "has a ';' without a parameter after it",
        PhoneNumberFaultKind.NoValue =>
            $"has the parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}' without a value",
        PhoneNumberFaultKind.UnknownParameter =>
            $"has the unknown parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}'",
        PhoneNumberFaultKind.RepeatedParameter =>
            $"has the parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}' twice",
        PhoneNumberFaultKind.BadPostd => $"has {Character(text, At)} in postd; it takes 0-9, *, #, A-D, p and w",
        PhoneNumberFaultKind.BadAni => $"has {Character(text, At)} in ani",
        _ => throw new InvalidOperationException($"{Kind} has no sentence."),
    };

    private static string Digits(int count) => count == 1 ? "digit" : "digits";

    private static string Character(ReadOnlySpan<byte> text, int at)
    {
        _ = Rune.DecodeFromUtf8(text[at..], out var rune, out _);
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control => $"the control character U+{rune.Value:X4}",
            UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => $"the character U+{rune.Value:X4}",
            UnicodeCategory.SpaceSeparator when rune.Value != ' ' => $"the character U+{rune.Value:X4}",
            _ => $"the character '{rune}'",
        };
    }

    private static bool IsUtf8(ReadOnlySpan<byte> text, int at) =>
        Rune.DecodeFromUtf8(text[at..], out _, out _) == OperationStatus.Done;
}

internal enum PhoneNumberFaultKind
{
    None,
    Empty,
    TooLong,
    NoDigits,
    BareDigits,
    BareNotOne,
    InternationalDigits,
    CountryCode,
    NoCountryCode,
    Impossible,
    TrunkZero,
    ZeroInBrackets,
    Misplaced,
    Decimal,
    Scientific,
    BadCharacter,
    EmptyParameter,
    NoValue,
    UnknownParameter,
    RepeatedParameter,
    BadPostd,
    BadAni,
}
