using System.Text.RegularExpressions;

namespace Plum.Functions.Tests.Support;

/// <summary>What no log may hold: telephone numbers, PINs, tokens, signing keys.</summary>
internal static partial class Secrets
{
    /// <summary>The first of them in a text, or null.</summary>
    public static string? In(string text) => Any().Match(text) is { Success: true } found ? found.Value : null;

    // A number has ten digits, of which the first is not 0 or 1 except in the documents' own sample, or those after a
    // 1; it may be written 617-555-0123 or (617) 555-0123. A run of digits that belongs to a longer word is an id, one
    // after a point part of a duration.
    [GeneratedRegex(
        """
        (?<![A-Za-z0-9.])(?:[2-9]\d{9}|1\d{10}|1234567890)(?![A-Za-z0-9])
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
