using System.Text.RegularExpressions;
using Azure;

namespace Plum.Standalone.Tables;

/// <summary>Reads the service's filter language: comparisons of properties with literals, and, or, not, parentheses.</summary>
internal sealed partial class FilterParser
{
    // Far more than the service takes; they keep a monstrous filter from exhausting the stack.
    private const int DeepestNesting = 100;
    private const int LongestFilter = 32 * 1024;

    private readonly string _filter;
    private readonly List<string> _pieces = [];
    private int _at;
    private int _depth;

    private FilterParser(string filter)
    {
        _filter = filter;
        foreach (var piece in Pieces().EnumerateMatches(filter))
        {
            var text = filter.Substring(piece.Index, piece.Length);
            _pieces.Add(text.Count(c => c == '\'') % 2 == 0
                ? text
                : throw Refused($"The filter has a quote that does not end: {filter}"));
        }
    }

    /// <summary>The piece to be read next; empty after the last.</summary>
    private string Here => _at < _pieces.Count ? _pieces[_at] : "";

    private bool IsWord => Here is not ("" or "(" or ")") && !Here.Contains('\'');

    public static FilterNode? Parse(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return null;
        }

        if (filter.Length > LongestFilter)
        {
            throw Refused($"A filter has at most {LongestFilter} characters; this one has {filter.Length}.");
        }

        var parser = new FilterParser(filter);
        var node = parser.Or();
        return parser.Here == "" ? node : throw parser.Unexpected();
    }

    private FilterNode Or()
    {
        var left = And();
        while (Take("or"))
        {
            left = new FilterNode.Or(left, And());
        }

        return left;
    }

    private FilterNode And()
    {
        var left = Not();
        while (Take("and"))
        {
            left = new FilterNode.And(left, Not());
        }

        return left;
    }

    private FilterNode Not()
    {
        if (++_depth > DeepestNesting)
        {
            throw Refused($"The filter nests deeper than {DeepestNesting} levels.");
        }

        var node = Take("not") ? new FilterNode.Not(Not()) : Primary();
        _depth--;
        return node;
    }

    private FilterNode Primary()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw Unexpected();
        }

        var property = IsWord ? Next() : throw Unexpected();
        if (!IsWord || Here is "and" or "or")
        {
            return new FilterNode.Compare(property, Order.Equal, FilterLiteral.Of(true));
        }

        var allowed = AllowedBy(Here) ?? throw Unexpected();
        _at++;
        return new FilterNode.Compare(property, allowed, Literal());
    }

    private FilterLiteral Literal()
    {
        var piece = Next();
        var quote = piece.IndexOf('\'', StringComparison.Ordinal);
        var literal = quote < 0 ? FilterLiteral.OfWord(piece) : FilterLiteral.OfQuoted(
            piece[..quote], piece[(quote + 1)..^1].Replace("''", "'", StringComparison.Ordinal));
        return literal ?? throw Refused($"'{piece}' is no literal, in the filter: {_filter}");
    }

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

    private string Next()
    {
        var piece = Here;
        _at++;
        return piece;
    }

    private bool Take(string piece)
    {
        var found = Here == piece;
        _at += found ? 1 : 0;
        return found;
    }

    private RequestFailedException Unexpected() => Refused($"The filter cannot be read at '{Here}': {_filter}");

    private static RequestFailedException Refused(string message) => TableErrors.Invalid("InvalidInput", message);

    // A parenthesis; a literal in quotes with what stands before them (datetime, guid, X, binary), a quote inside
    // written twice; or a word.
    [GeneratedRegex(@"[()]|[^\s()']*'(?>[^']+|'')*'?|[^\s()']+")]
    private static partial Regex Pieces();
}
