using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Plum.Core.Times.Natural;

/// <summary>Cuts a text into its pieces and takes up what each of them says.</summary>
internal static class Scanner
{
    private const string Blanks = " \t\n\u00A0\u202F";

    private static readonly char[] OuterBlanks = [' ', '\t', '\n', '\v', '\f', '\r'];
    private static readonly SearchValues<char> Known =
        SearchValues.Create([.. Enumerable.Range(1, 127).Select(code => (char)code), '\u00A0', '\u202F']);

    // The longest match counts; of two as long, the one that stands first.
    private static readonly Rule[] Rules =
        [
            .. KeywordRules.All,
            .. ClockRules.All,
            .. DateRules.All,
            .. StepRules.All,
            .. ZoneRules.All,
            .. DateAndClockRules.All,
        ];

    private static readonly Shape Separator = Shapes.Blanks | Shape.OneOf(".,\n\0");

    /// <summary>What the text says, or the reason why it says nothing.</summary>
    public static bool TryRead(
        string text, [NotNullWhen(true)] out Reading? reading, [NotNullWhen(false)] out string? reason)
    {
        text = text.Trim(OuterBlanks);
        reading = new();
        reason = text.Length > Shape.LongestText ? $"Only {Shape.LongestText} characters are read"
            : text.AsSpan().IndexOfAnyExcept(Known) is >= 0 and var alien
                ? Reason(text, alien, alien + 1, "is not understood")
            : Read(text, reading);
        reading = reason is null ? reading : null;
        return reason is null;
    }

    private static string? Read(string text, Reading reading)
    {
        var closed = text + Shape.End;
        var saysTime = false;

        for (var at = 0; at < text.Length;)
        {
            var (rule, end) = Longest(closed, at);
            if (rule is not null && TakeUp(rule, closed[at..end], reading) is { } fault)
            {
                return Reason(text, at, end, fault);
            }

            saysTime |= rule is not null && !ZoneRules.All.Contains(rule);
            end = rule is null ? Separator.LongestFrom(closed, at) : end;
            if (end <= at)
            {
                return Reason(text, at, at + 1, "is not understood");
            }

            at = end;
        }

        return saysTime ? null : "It says no time";
    }

    private static string? TakeUp(Rule rule, string piece, Reading reading)
    {
        if (rule.Read is null)
        {
            return "is not understood";
        }

        rule.Read(new(piece), reading);
        return reading.Fault;
    }

    private static (Rule? Rule, int End) Longest(string text, int at)
    {
        Rule? longest = null;
        var end = at;
        foreach (var rule in Rules)
        {
            var ruleEnd = rule.Shape.LongestFrom(text, at);
            if (ruleEnd > end)
            {
                (longest, end) = (rule, ruleEnd);
            }
        }

        return (longest, end);
    }

    // Names whole words, as the one who wrote them sees them.
    private static string Reason(string text, int start, int end, string fault)
    {
        var before = text.AsSpan(0, start).LastIndexOfAny(Blanks);
        var behind = text.AsSpan(Math.Min(end, text.Length)).IndexOfAny(Blanks);
        var words = text[(before + 1)..(behind < 0 ? text.Length : end + behind)].Trim();
        var reason = words == text ? $"'{words}' {fault}" : $"'{words}' {fault} in '{text}'";

        // PHP reads "next tues" as "next tue" in the zone S.
        return Names.MeantBy(words.Trim('.', ',')) is { } meant ? $"{reason}; write '{meant}'" : reason;
    }
}
