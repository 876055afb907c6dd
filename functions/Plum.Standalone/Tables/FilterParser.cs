using System.Text.RegularExpressions;

namespace Plum.Standalone.Tables;

/// <summary>
/// Reads what the app asks in the service's filter language: comparisons of properties with literals, joined by and. Anything else is
/// refused.
/// </summary>
internal static partial class FilterParser
{
    public static Comparison[] Parse(string? filter)
    {
        var pieces = Pieces().Matches(filter ?? "").Select(piece => piece.Value).ToArray();
        return pieces.Length % 4 == 3 || pieces.Length == 0
            ? [.. pieces.Chunk(4).Select(Read)]
            : throw Refused();

        Comparison Read(string[] pieces) =>
            pieces is [var property, var comparison, var literal, ..] && pieces is not [_, _, _, not "and"]
            && property.All(c => char.IsLetterOrDigit(c) || c == '_') && AllowedBy(comparison) is { } allowed && Literal(literal) is { } value
                ? new(property, allowed, value)
                : throw Refused();

        Azure.RequestFailedException Refused() => TableErrors.Invalid(
            "InvalidInput", $"A filter compares properties with literals, joined by and, in the embedded store; this one does not: {filter}");
    }

    private static FilterLiteral? Literal(string piece) => piece.Split('\'', 2) switch
    {
        [var word] => FilterLiteral.OfWord(word),
        [var prefix, [.. var text, '\'']] when text.Count(c => c == '\'') % 2 == 0 =>
            FilterLiteral.OfQuoted(prefix, text.Replace("''", "'", StringComparison.Ordinal)),
        _ => null,
    };

    private static Order? AllowedBy(string comparison) => comparison switch
    {
        "eq" => Order.Equal,
        "ne" => Order.Less | Order.Greater,
        "gt" => Order.Greater,
        "ge" => Order.Greater | Order.Equal,
        "lt" => Order.Less,
        "le" => Order.Less | Order.Equal,
        _ => null,
    };

    // A literal in quotes with what stands before them (datetime, guid, X, binary), a quote inside written twice; or a word.
    [GeneratedRegex(@"[^\s']*'(?>[^']+|'')*'?|[^\s']+")]
    private static partial Regex Pieces();
}
