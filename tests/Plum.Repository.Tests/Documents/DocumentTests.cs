using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Documents;

/// <summary>What the documents of the root name is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Tree.Root, "*.md").Select(file => Path.GetFileName(file)).Order(), ".github/pull_request_template.md"];

    [Theory]
    [MemberData(nameof(All))]
    public void Document_NamesFilesThatAreThere(string document)
    {
        var text = Tree.Read(document);
        var named = Link().Matches(text).Concat(Code().Matches(text)).Select(match => match.Groups[1].Value);

        // local.settings.json is everybody's own.
        Assert.All(named.Where(path => !path.EndsWith("/local.settings.json", StringComparison.Ordinal)), path => Assert.True(Path.Exists(Tree.PathOf(path)), $"{document} names {path}"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Document_CallsScriptsAsTheyAre(string document) =>
        Assert.All(Script().Matches(Tree.Read(document)), script => Assert.True(File.Exists(Tree.PathOf(script.Value)), $"{document} calls {script.Value}"));

    [Fact]
    public void Changelog_BeginsWithWhatIsUnreleased_AndTellsOfTheVersionOfTheSource()
    {
        var headings = Heading().Matches(Tree.Read("CHANGELOG.md")).Select(match => match.Groups[1].Value).ToArray();
        var version = Regex.Match(Tree.Read("functions/Directory.Build.props"), "<Version>(.*)</Version>").Groups[1].Value;

        Assert.Equal(["Unreleased", version], headings.Take(2));
        var versions = headings.Skip(1).Select(heading => Version.Parse(heading)).ToArray();
        Assert.Equal(versions.OrderDescending(), versions);
    }

    // Links that lead to no other site, and paths in backticks below the folders of this repository.
    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:functions|tests|infra-bicep|grafana|\.ci|\.github|\.devcontainer)(?:/[\w./-]*\w)?)/?[ `]")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w/.])\./\w[\w-]*(?![\w./*])")]
    private static partial Regex Script();

    [GeneratedRegex(@"^## \[([^\]]+)\](?: - \d{4}-\d\d-\d\d)?$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
