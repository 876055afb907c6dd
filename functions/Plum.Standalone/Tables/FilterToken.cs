using System.Buffers;

namespace Plum.Standalone.Tables;

/// <summary>What a piece of a filter is. A quoted literal carries what stands before its quotes: datetime, guid, X, binary.</summary>
internal enum TokenKind
{
    Word,
    Quoted,
    Open,
    Close,
    End,
}

internal readonly record struct FilterToken(TokenKind Kind, string Text, string Prefix = "")
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" ()'\t\r\n");

    public bool Is(string word) => Kind == TokenKind.Word && Text == word;

    public static List<FilterToken> Split(string filter)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < filter.Length;)
        {
            if (char.IsWhiteSpace(filter[at]))
            {
                at++;
            }
            else if (filter[at] is '(' or ')')
            {
                tokens.Add(new(filter[at] == '(' ? TokenKind.Open : TokenKind.Close, filter[at++].ToString()));
            }
            else
            {
                tokens.Add(WordOrQuoted(filter, ref at));
            }
        }

        tokens.Add(new(TokenKind.End, ""));
        return tokens;
    }

    private static FilterToken WordOrQuoted(string filter, ref int at)
    {
        var length = filter.AsSpan(at).IndexOfAny(WordEnds);
        var word = length < 0 ? filter[at..] : filter.Substring(at, length);
        at += word.Length;
        return at < filter.Length && filter[at] == '\'' ? new(TokenKind.Quoted, Quoted(filter, ref at), word) : new(TokenKind.Word, word);
    }

    // A quote inside is written twice.
    private static string Quoted(string filter, ref int at)
    {
        var start = ++at;
        for (; at < filter.Length; at++)
        {
            if (filter[at] == '\'')
            {
                if (at + 1 == filter.Length || filter[at + 1] != '\'')
                {
                    return filter[start..at++].Replace("''", "'", StringComparison.Ordinal);
                }

                at++;
            }
        }

        throw TableErrors.Invalid("InvalidInput", $"The filter has a quote that does not end: {filter}");
    }
}
