using System.Text.RegularExpressions;

namespace Plum.Repository.Tests.Support;

/// <summary>A row of a table of README.</summary>
/// <param name="First">Its first cell, as it is written.</param>
/// <param name="Cells">Those after it.</param>
internal sealed partial record ReadmeRow(string First, IReadOnlyList<string> Cells)
{
    /// <summary>What the first cell has in backticks.</summary>
    public IReadOnlyList<string> Codes => Quoted(First);

    /// <summary>All rows of a section's tables but their headings.</summary>
    public static IReadOnlyList<ReadmeRow> In(string section) =>
    [
        .. from table in Tables(section)
           from line in table.Skip(2) // heading and rule
           let cells = line.Trim('|', ' ').Split(" | ")
           select new ReadmeRow(cells[0].Trim(), [.. cells.Skip(1).Select(cell => cell.Trim())])
    ];

    public static IReadOnlyList<string> Quoted(string text) => [.. Code().Matches(text).Select(match => match.Groups[1].Value)];

    private static IEnumerable<IEnumerable<string>> Tables(string section) =>
        Tree.Read("README.md").Split($"\n## {section}\n")[1].Split("\n## ")[0].Split("\n\n")
            .Select(part => part.Trim('\n').Split('\n'))
            .Where(part => part[0].StartsWith('|'));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
