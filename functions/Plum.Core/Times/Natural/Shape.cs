namespace Plum.Core.Times.Natural;

/// <summary>How a piece of text may be written: <c>+</c> is one after the other, <c>|</c> is either.</summary>
/// <remarks>
/// Matching follows every way at once. A set of positions is the bits of a number, and a shape turns the positions it
/// may start at into those it may end at; hence the longest match is known and no text takes exponential time.
/// </remarks>
internal sealed class Shape(Func<string, UInt128, UInt128> ends)
{
    /// <summary>The longest text whose positions there is room for, to the one behind <see cref="End"/>.</summary>
    public const int LongestText = 126;

    /// <summary>Closes a text; some shapes ask for a blank or the end.</summary>
    public const char End = '\0';

    private static readonly Shape Nothing = new((_, starts) => starts);

    /// <summary>The same, or nothing.</summary>
    public Shape Maybe => new((text, starts) => starts | ends(text, starts));

    /// <summary>Any number of times, even none.</summary>
    public Shape Any => new((text, starts) =>
    {
        for (var fresh = starts; fresh != 0; starts |= fresh)
        {
            fresh = ends(text, fresh) & ~starts;
        }

        return starts;
    });

    /// <summary>Once or more.</summary>
    public Shape Many => this + Any;

    public static implicit operator Shape(string exactly) => Literal(exactly, StringComparison.Ordinal);

    public static Shape operator +(Shape first, Shape second) =>
        new((text, starts) => second.Ends(text, first.Ends(text, starts)));

    public static Shape operator |(Shape one, Shape other) =>
        new((text, starts) => one.Ends(text, starts) | other.Ends(text, starts));

    public static Shape OneOf(string characters) =>
        Step((text, at) => characters.Contains(text[at]) ? 1 : 0);

    /// <summary>One of the words, in capitals or not.</summary>
    public static Shape Words(params IEnumerable<string> words) =>
        words.Select(word => Literal(word, StringComparison.OrdinalIgnoreCase)).Aggregate((one, other) => one | other);

    /// <summary>The same from <paramref name="least"/> to <paramref name="most"/> times.</summary>
    public Shape Times(int least, int most)
    {
        var more = Enumerable.Repeat(this, most - least).Aggregate(Nothing, (rest, one) => (one + rest).Maybe);
        return Enumerable.Repeat(this, least).Aggregate(more, (rest, one) => one + rest);
    }

    /// <summary>Where the longest match ends that begins at <paramref name="start"/>; 0 when there is none.</summary>
    public int LongestFrom(string text, int start) =>
        127 - (int)UInt128.LeadingZeroCount(ends(text, UInt128.One << start) | 1);

    private static Shape Literal(string word, StringComparison comparison) =>
        Step((text, at) => text.AsSpan(at).StartsWith(word, comparison) ? word.Length : 0);

    // Moves every position on by the length matched there; drops those without a match.
    private static Shape Step(Func<string, int, int> lengthAt) => new((text, starts) =>
    {
        UInt128 after = 0;
        for (; starts != 0; starts &= starts - 1)
        {
            var at = (int)UInt128.TrailingZeroCount(starts);
            var length = at < text.Length ? lengthAt(text, at) : 0;
            after |= length == 0 ? 0 : UInt128.One << (at + length);
        }

        return after;
    });

    private UInt128 Ends(string text, UInt128 starts) => starts == 0 ? 0 : ends(text, starts);
}
