using System.IO.Enumeration;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.GitHub;

/// <summary>Dependabot looks after everything that has versions, and keeps together what fits only together.</summary>
public sealed partial class DependabotTests
{
    // Where an ecosystem looks in its directory.
    private static readonly Dictionary<string, string> Manifests = new()
    {
        ["nuget"] = "PlumFunctions.sln",
        ["npm"] = "package.json",
        ["github-actions"] = ".github/workflows",
        ["docker"] = "Dockerfile",
        ["devcontainers"] = ".devcontainer/devcontainer.json",
    };

    [Fact]
    public async Task Updates_FindTheManifestOfEachEcosystem()
    {
        var updates = await UpdatesAsync();

        Assert.Equal(Manifests.Keys.Order(), updates.Keys.Order());
        Assert.All(updates, update => Assert.True(
            Path.Exists(Tree.PathOf($"{update.Value.GetProperty("directory").GetString()!.Trim('/')}/{Manifests[update.Key]}".TrimStart('/'))), update.Key));
        Assert.All(updates.Values, update => Assert.Equal("weekly", update.GetProperty("schedule").GetProperty("interval").GetString()));
    }

    [Theory]
    [InlineData("Microsoft.Azure.Functions.", "azure-functions")]
    [InlineData("Azure.", "azure-functions")]
    [InlineData("OpenTelemetry", "opentelemetry")]
    [InlineData("SQLitePCLRaw.", "sqlite")]
    [InlineData("Microsoft.Data.Sqlite", "sqlite")]
    public async Task Packages_AreRaisedTogether(string prefix, string group)
    {
        var groups = (await UpdatesAsync())["nuget"].GetProperty("groups");
        var packages = Package().Matches(Tree.Read("functions/Directory.Packages.props")).Select(match => match.Groups[1].Value);

        var alike = packages.Where(package => package.StartsWith(prefix, StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(alike);
        Assert.All(alike, package => Assert.Equal(group, GroupOf(package, groups)));
    }

    // The first group whose pattern fits takes the package.
    private static string? GroupOf(string package, JsonElement groups) => (
        from named in groups.EnumerateObject()
        where named.Value.GetProperty("patterns").EnumerateArray().Any(pattern => FileSystemName.MatchesSimpleExpression(pattern.GetString(), package))
        select named.Name).FirstOrDefault();

    private static async Task<Dictionary<string, JsonElement>> UpdatesAsync()
    {
        var content = await Node.YamlAsync(Tree.Read(".github/dependabot.yml"));
        Assert.Equal(2, content.GetProperty("version").GetInt32());
        return content.GetProperty("updates").EnumerateArray().ToDictionary(update => update.GetProperty("package-ecosystem").GetString()!);
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
