using System.Text.RegularExpressions;
using System.Xml.Linq;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Code;

/// <summary>
/// Every project is built under the same strict rules, by which the build fails on what is not formatted or not used.
/// </summary>
public sealed partial class CodeTests
{
    public static TheoryData<string> Projects =>
        [.. Tree.Files("functions", "*.csproj"), .. Tree.Files("tests", "*.csproj")];

    [Theory]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    [InlineData("GenerateDocumentationFile", "true")] // without it the build overlooks unused usings
    [InlineData("AnalysisLevel", "latest-recommended")]
    [InlineData("Nullable", "enable")]
    public void Rule_HoldsForEveryProject(string rule, string value)
    {
        Assert.Equal([("functions/Directory.Build.props", value)], Everywhere(rule));
        Assert.Contains("\"../functions/Directory.Build.props\"", Tree.Read("tests/Directory.Build.props"));
    }

    [Theory]
    [InlineData("IDE0005")] // unused usings
    [InlineData("IDE0055")] // formatting
    public void Fault_BreaksTheBuild(string rule) =>
        Assert.Matches($@"(?m)^dotnet_diagnostic\.{rule}\.severity = warning\r?$", Tree.Read(".editorconfig"));

    [Fact]
    public void Warnings_AreReadByAllProjects()
    {
        Assert.Empty(Everywhere("WarningsNotAsErrors").Concat(Everywhere("RunAnalyzers")));
        var unread = Everywhere("NoWarn").SelectMany(it => Warning().Matches(it.Value));
        Assert.Empty(unread.Select(warning => warning.Value).Except(Unread));
    }

    /// <summary>Projects that the solution leaves out would be neither built nor tested.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_IsInTheSolution(string project) =>
        Assert.Contains($"\"{project.Replace('/', '\\')}\"", Tree.Read("PlumFunctions.sln"), StringComparison.Ordinal);

    /// <summary>But for text that cannot be broken. Plum.Standalone is still to be wrapped.</summary>
    [Fact]
    public void Lines_EndAtColumn120()
    {
        var files = Tree.Files("functions", "*.cs").Concat(Tree.Files("tests", "*.cs"))
            .Where(file => !file.StartsWith("functions/Plum.Standalone/", StringComparison.Ordinal));
        Assert.Empty(files.SelectMany(file => LongLines(Tree.Read(file)).Select(number => $"{file}:{number}")));
    }

    private static IEnumerable<int> LongLines(string code)
    {
        var isRaw = false;
        foreach (var (number, line) in code.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var quotes = RawString().Count(line);
            if (line.Length > 120 && !isRaw && quotes == 0 && Text().Replace(line, "").Length > 100)
            {
                yield return number + 1;
            }

            isRaw ^= quotes % 2 == 1;
        }
    }

    // Each with its reason where it is set: Directory.Build.props of functions and tests, Plum.Standalone.
    private static readonly string[] Unread = ["CS1591", "CS1573", "CA1707", "CA1861", "xUnit1051", "AZFW0002"];

    private static readonly (string File, XDocument Content)[] Read =
    [
        .. from folder in new[] { "functions", "tests" }
           from pattern in new[] { "*.csproj", "*.props", "*.targets" }
           from file in Tree.Files(folder, pattern)
           select (file, XDocument.Parse(Tree.Read(file))),
    ];

    private static IEnumerable<(string File, string Value)> Everywhere(string property) =>
        from project in Read
        from element in project.Content.Descendants(property)
        select (project.File, element.Value);

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex RawString();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Text();

    [GeneratedRegex("[A-Za-z]*[0-9]+")]
    private static partial Regex Warning();
}
