using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Support;

/// <summary>A row of a table of a document.</summary>
/// <param name="First">Its first cell, as it is written.</param>
/// <param name="Cells">Those after it.</param>
internal sealed partial record DocumentRow(string First, IReadOnlyList<string> Cells)
{
    /// <summary>What the first cell has in backticks.</summary>
    public IReadOnlyList<string> Codes => Quoted(First);

    /// <summary>All rows but the headings of the tables in a document.</summary>
    /// <param name="section">The heading of the only section to read, or null for all of them.</param>
    public static IReadOnlyList<DocumentRow> In(string document, string? section = null) =>
    [
        .. from table in Tables(section is null ? Tree.Read(document) : Section(Tree.Read(document), section))
           from line in table.Skip(2) // heading and rule
           let cells = line.Trim('|', ' ').Split(" | ")
           select new DocumentRow(cells[0].Trim(), [.. cells.Skip(1).Select(cell => cell.Trim())])
    ];

    public static IReadOnlyList<string> Quoted(string text) =>
        [.. Code().Matches(text).Select(match => match.Groups[1].Value)];

    private static string Section(string text, string heading) => Regex.Match(
        text,
        $@"(?<=^#+ {Regex.Escape(heading)}\n).*?(?=^#|\z)",
        RegexOptions.Multiline | RegexOptions.Singleline).Value;

    private static IEnumerable<IEnumerable<string>> Tables(string text) =>
        text.Split("\n\n").Select(part => part.Trim('\n').Split('\n')).Where(part => part[0].StartsWith('|'));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
