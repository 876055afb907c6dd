using System.Globalization;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Documents;

/// <summary>What the documents name is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> All =>
    [
        .. Directory.GetFiles(Tree.Root, "*.md").Select(file => Path.GetFileName(file)).Order(),
        .. Tree.Files("docs", "*.md"),
        ".github/pull_request_template.md",
    ];

    // Those of Keep a Changelog.
    private static readonly string[] Kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

    [Theory]
    [MemberData(nameof(All))]
    public void Document_NamesFilesThatAreThere(string document)
    {
        var text = Tree.Read(document);
        var folder = Path.GetDirectoryName(document)!;
        var linked = Link().Matches(text).Select(match => Path.Combine(folder, match.Groups[1].Value));
        var named = Code().Matches(text).Select(match => match.Groups[1].Value).Concat(linked);

        // local.settings.json is everybody's own.
        Assert.All(
            named.Where(path => !path.EndsWith("/local.settings.json", StringComparison.Ordinal)),
            path => Assert.True(Path.Exists(Tree.PathOf(path)), $"{document} names {path}"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Document_LinksToHeadingsThatAreThere(string document) =>
        Assert.All(Anchor().Matches(Tree.Read(document)), link =>
    {
        var (file, heading) = (link.Groups[1].Value, link.Groups[2].Value);
        var target = file.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, file);
        var headings = AnyHeading().Matches(Tree.Read(target)).Select(match => AnchorOf(match.Groups[1].Value));
        Assert.True(headings.Contains(heading), $"{document} links to #{heading} of {target}");
    });

    /// <summary>One screen to the first call, and the whole is read in minutes.</summary>
    [Fact]
    public void Readme_IsShort_ComesToTheFirstCallAtOnce_AndLinksEveryDocument()
    {
        var lines = Tree.Read("README.md").TrimEnd('\n').Split('\n');

        Assert.InRange(lines.Length, 1, 120);
        Assert.InRange(Array.FindIndex(lines, line => line.Contains("queuecall.php", StringComparison.Ordinal)), 0, 39);
        Assert.All(
            Tree.Files("docs", "*.md"),
            document => Assert.Contains(lines, line => line.Contains($"]({document})", StringComparison.Ordinal)));
    }

    [Fact]
    public void Figures_AreThoseOfTheBench() => Assert.Equal(
        Figure().Matches(Tree.Read("tests/bench/Program.cs")).Select(match => match.Groups[1].Value),
        Subheading().Matches(Tree.Read("docs/figures.md")).Select(match => match.Groups[1].Value));

    /// <summary>Each begins with the day it was first written down.</summary>
    [Fact]
    public void Decisions_AreDated()
    {
        var decisions = Decision().Matches(Tree.Read("docs/decisions.md"));

        Assert.NotEmpty(decisions);
        Assert.All(decisions, decision => Assert.True(
            DateOnly.TryParseExact(decision.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _)
                && decision.Groups[2].Value == " **",
            decision.Value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Document_CallsScriptsAsTheyAre(string document) => Assert.All(
        Script().Matches(Tree.Read(document)),
        script => Assert.True(File.Exists(Tree.PathOf(script.Value)), $"{document} calls {script.Value}"));

    [Fact]
    public void Changelog_BeginsWithWhatIsUnreleased_AndTellsOfTheVersionOfTheSource()
    {
        var headings = Heading().Matches(Tree.Read("CHANGELOG.md")).Select(match => match.Groups[1].Value).ToArray();
        var version =
            Regex.Match(Tree.Read("functions/Directory.Build.props"), "<Version>(.*)</Version>").Groups[1].Value;

        Assert.Equal(["Unreleased", version], headings.Take(2));
        var versions = headings.Skip(1).Select(heading => Version.Parse(heading)).ToArray();
        Assert.Equal(versions.OrderDescending(), versions);
        Assert.All(
            Date().Matches(Tree.Read("CHANGELOG.md")),
            date => Assert.True(DateOnly.TryParseExact(
                date.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _)));
        Assert.All(Kind().Matches(Tree.Read("CHANGELOG.md")), kind => Assert.Contains(kind.Groups[1].Value, Kinds));
    }

    /// <summary>
    /// Options of the scripts that documents name are the scripts'; so are solutions, tests and figures.
    /// </summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Document_CallsScriptsByWhatTheyTake(string document)
    {
        var text = Tree.Read(document);
        var known = Tree.Read("run") + Tree.Read("test") + Tree.Read("tests/bench/Program.cs")
            + Tree.Read("tests/bench/Trouble/TroubleOptions.cs");

        Assert.All(
            Options().Matches(text).SelectMany(call => call.Groups[1].Captures),
            option => Assert.Matches($@"{option.Value}(?![\w-])", known));
        Assert.All(
            Solution().Matches(text),
            solution => Assert.True(File.Exists(Tree.PathOf(solution.Value)), $"{document} names {solution.Value}"));
        Assert.All(
            Chosen("test").Matches(text),
            chosen => Assert.NotEmpty(Tree.Files("tests", $"*{chosen.Groups[1].Value}*Tests.cs")));
        Assert.All(
            Chosen("bench").Matches(text),
            chosen => Assert.Contains($"new(\"{chosen.Groups[1].Value}\"", known, StringComparison.Ordinal));
    }

    // As GitHub names them: small letters, hyphens for blanks, and nothing else but digits.
    private static string AnchorOf(string heading) =>
        NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)")]
    private static partial Regex Anchor();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex AnyHeading();

    [GeneratedRegex(@"^    new\(""(\w+)""", RegexOptions.Multiline)]
    private static partial Regex Figure();

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Subheading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(@"^- (\S*)(.{3})", RegexOptions.Multiline)]
    private static partial Regex Decision();

    // Links that lead to no other site, and paths in backticks below the folders of this repository.
    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(
        @"`((?:docs|functions|tests|infra-bicep|grafana|\.ci|\.github|\.devcontainer)(?:/[\w./-]*\w)?)/?[ `]")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w/.])\./\w[\w-]*(?![\w./*])")]
    private static partial Regex Script();

    // ./run and its like, and the options behind it in its line; those with a colon are settings.
    [GeneratedRegex(@"\./(?:run|test|bench|trouble)(?=[ `])(?:[^`\n;]*?(--[a-z][\w-]*)(?![\w:-]))+")]
    private static partial Regex Options();

    [GeneratedRegex(@"\w+\.sln\b")]
    private static partial Regex Solution();

    private static Regex Chosen(string script) => new($@"^\./{script} (\w+)", RegexOptions.Multiline);

    [GeneratedRegex(@"^## \[.* - (.*)$", RegexOptions.Multiline)]
    private static partial Regex Date();

    [GeneratedRegex("^### (.*)$", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^## \[([^\]]+)\](?: - \d{4}-\d\d-\d\d)?$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
