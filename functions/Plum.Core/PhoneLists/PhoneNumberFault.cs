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
        PhoneNumberFaultKind.BareNotOne => "has 11 digits but does not begin with 1; an international number begins with +",
        PhoneNumberFaultKind.InternationalDigits => $"has {At} {Digits(At)}; 8 to 15 are needed after +",
        PhoneNumberFaultKind.CountryCode => "begins with +0; no country code does",
        PhoneNumberFaultKind.BadCharacter => $"has {Character(text, At)} where only digits may stand",
        PhoneNumberFaultKind.EmptyParameter => "has a ';' without a parameter after it",
        PhoneNumberFaultKind.NoValue => $"has the parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}' without a value",
        PhoneNumberFaultKind.UnknownParameter => $"has the unknown parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}'",
        PhoneNumberFaultKind.RepeatedParameter => $"has the parameter '{Encoding.UTF8.GetString(text.Slice(At, Length))}' twice",
        PhoneNumberFaultKind.BadPostd => $"has {Character(text, At)} in postd; it takes 0-9, *, #, A-D, p and w",
        PhoneNumberFaultKind.BadAni => $"has {Character(text, At)} in ani",
        _ => throw new InvalidOperationException($"{Kind} has no sentence."),
    };

    private static string Digits(int count) => count == 1 ? "digit" : "digits";

    private static string Character(ReadOnlySpan<byte> text, int at)
    {
        _ = Rune.DecodeFromUtf8(text[at..], out var rune, out _);
        return Rune.IsControl(rune) ? $"the control character U+{rune.Value:X4}" : $"the character '{rune}'";
    }
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
    BadCharacter,
    EmptyParameter,
    NoValue,
    UnknownParameter,
    RepeatedParameter,
    BadPostd,
    BadAni,
}
