using System.Text.RegularExpressions;

namespace Plum.Functions.Tests.Support;

/// <summary>What no log may hold: telephone numbers, PINs, tokens, signing keys.</summary>
internal static partial class Secrets
{
    /// <summary>The first of them in a text, or null.</summary>
    public static string? In(string text) => Any().Match(text) is { Success: true } found ? found.Value : null;

    // A number has ten digits, or eleven and begins with 1, and may be written 617-555-0123 or (617) 555-0123. Campaign ids begin with 0 when
    // they have ten, and times in unix seconds with 15 to 19. A run that belongs to a longer word is an id, to a decimal fraction a duration.
    [GeneratedRegex(
        """
        (?<![A-Za-z0-9.])(?!0|1[5-9]\d{8}(?!\d))\d{10,11}(?![A-Za-z0-9])
        |(?<![A-Za-z0-9.-])\(?[2-9]\d\d\)?[ -][2-9]\d\d-\d{4}(?![A-Za-z0-9-])
        |plum_[A-Za-z0-9_-]{10,}
        |3cbde128-32b6-47aa-9e62-6353f8b06812
        |(?<![A-Za-z0-9])[0-9a-f]{64}(?![A-Za-z0-9])
        |\b(?i:basic|bearer)\ [A-Za-z0-9+/=_-]{6,}
        |(?i:pin|password|token|key)(?:=|"?:\ ?)"?(?!\*|null|\()[^\s&;,"}]+
        |(?<![A-Za-z0-9.:/-])(?:1234|2468)(?![A-Za-z0-9.:-])
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Any();
}
