namespace Plum.Standalone.Tables;

/// <summary>Reads the service's filter language: comparisons of a property with a literal, and, or, not, parentheses.</summary>
internal sealed class FilterParser
{
    // Far more than the service takes; they keep a monstrous filter from exhausting the stack.
    private const int DeepestNesting = 100;
    private const int LongestFilter = 32 * 1024;

    private readonly string _filter;
    private readonly List<FilterToken> _tokens;
    private int _at;
    private int _depth;

    private FilterParser(string filter)
    {
        _filter = filter;
        _tokens = FilterToken.Split(filter);
    }

    private FilterToken Here => _tokens[_at];

    public static FilterNode? Parse(string? filter)
    {
        if (string.IsNullOrWhiteSpace(filter))
        {
            return null;
        }

        if (filter.Length > LongestFilter)
        {
            throw TableErrors.Invalid("InvalidInput", $"A filter has at most {LongestFilter} characters; this one has {filter.Length}.");
        }

        var parser = new FilterParser(filter);
        var node = parser.Or();
        return parser.Here.Kind == TokenKind.End ? node : throw parser.Unexpected();
    }

    private FilterNode Or()
    {
        var left = And();
        while (TakeWord("or"))
        {
            left = new FilterNode.Or(left, And());
        }

        return left;
    }

    private FilterNode And()
    {
        var left = Not();
        while (TakeWord("and"))
        {
            left = new FilterNode.And(left, Not());
        }

        return left;
    }

    private FilterNode Not()
    {
        if (++_depth > DeepestNesting)
        {
            throw TableErrors.Invalid("InvalidInput", $"The filter nests deeper than {DeepestNesting} levels.");
        }

        var node = TakeWord("not") ? new FilterNode.Not(Not()) : Primary();
        _depth--;
        return node;
    }

    private FilterNode Primary()
    {
        if (Here.Kind == TokenKind.Open)
        {
            _at++;
            var inner = Or();
            return Take(TokenKind.Close) is { } ? inner : throw Unexpected();
        }

        var property = Take(TokenKind.Word)?.Text ?? throw Unexpected();
        if (!Here.Is("and") && !Here.Is("or") && Here.Kind == TokenKind.Word)
        {
            var comparison = ComparisonOf(Here.Text) ?? throw Unexpected();
            _at++;
            return new FilterNode.Compare(property, comparison, Literal());
        }

        return new FilterNode.Compare(property, Comparison.Equal, FilterLiteral.Of(true));
    }

    private FilterLiteral Literal()
    {
        var token = Here;
        var literal = token.Kind switch
        {
            TokenKind.Word => FilterLiteral.OfWord(token.Text),
            TokenKind.Quoted => FilterLiteral.OfQuoted(token.Prefix, token.Text),
            _ => null,
        };
        _at++;
        return literal ?? throw TableErrors.Invalid("InvalidInput", $"'{token.Prefix}{token.Text}' is no literal, in the filter: {_filter}");
    }

    private static Comparison? ComparisonOf(string word) => word switch
    {
        "eq" => Comparison.Equal,
        "ne" => Comparison.NotEqual,
        "gt" => Comparison.Greater,
        "ge" => Comparison.GreaterOrEqual,
        "lt" => Comparison.Less,
        "le" => Comparison.LessOrEqual,
        _ => null,
    };

    private bool TakeWord(string word)
    {
        var found = Here.Is(word);
        _at += found ? 1 : 0;
        return found;
    }

    private FilterToken? Take(TokenKind kind) => Here.Kind == kind ? _tokens[_at++] : null;

    private Azure.RequestFailedException Unexpected() =>
        TableErrors.Invalid("InvalidInput", $"The filter cannot be read at '{Here.Prefix}{Here.Text}': {_filter}");
}
