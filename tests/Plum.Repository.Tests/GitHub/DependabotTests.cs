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
        Assert.All(updates, update => Assert.All(Directories(update.Value), directory => Assert.True(
            Path.Exists(Tree.PathOf($"{directory.Trim('/')}/{Manifests[update.Key]}".TrimStart('/'))), update.Key)));
        Assert.All(
            updates.Values,
            update => Assert.Equal("weekly", update.GetProperty("schedule").GetProperty("interval").GetString()));
    }

    /// <summary>Names that Dependabot does not know make it drop the whole file.</summary>
    [Fact]
    public async Task Updates_SayNothingThatDependabotDoesNotKnow() =>
        Assert.All((await UpdatesAsync()).Values, update =>
    {
        Assert.Empty(Names(update).Except(["package-ecosystem", "directory", "directories", "schedule", "groups"]));
        Assert.Equal(["interval"], Names(update.GetProperty("schedule")));
        Assert.All(update.TryGetProperty("groups", out var groups) ? groups.EnumerateObject() : default, group =>
        {
            Assert.Empty(Names(group.Value).Except(["patterns", "update-types"]));
            Assert.NotEmpty(group.Value.GetProperty("patterns").EnumerateArray());
            Assert.True(!group.Value.TryGetProperty("update-types", out var types)
                || types.EnumerateArray().All(type => type.GetString() is "major" or "minor" or "patch"));
        });
    });

    private static IEnumerable<string> Directories(JsonElement update) =>
        update.TryGetProperty("directory", out var only)
        ? [only.GetString()!]
        : update.GetProperty("directories").EnumerateArray().Select(directory => directory.GetString()!);

    private static IEnumerable<string> Names(JsonElement element) =>
        element.EnumerateObject().Select(property => property.Name);

    [Theory]
    [InlineData("Microsoft.Azure.Functions.", "azure-functions")]
    [InlineData("Azure.", "azure-functions")]
    [InlineData("OpenTelemetry", "opentelemetry")]
    [InlineData("SQLitePCLRaw.", "sqlite")]
    [InlineData("Microsoft.Data.Sqlite", "sqlite")]
    public async Task Packages_AreRaisedTogether(string prefix, string group)
    {
        var groups = (await UpdatesAsync())["nuget"].GetProperty("groups");
        var packages = Package()
            .Matches(Tree.Read("functions/Directory.Packages.props"))
            .Select(match => match.Groups[1].Value);

        var alike = packages.Where(package => package.StartsWith(prefix, StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(alike);
        Assert.All(alike, package => Assert.Equal(group, GroupOf(package, groups)));
    }

    // The first group whose pattern fits takes the package.
    private static string? GroupOf(string package, JsonElement groups) => (
        from named in groups.EnumerateObject()
        where named.Value
            .GetProperty("patterns")
            .EnumerateArray()
            .Any(pattern => FileSystemName.MatchesSimpleExpression(pattern.GetString(), package))
        select named.Name).FirstOrDefault();

    private static async Task<Dictionary<string, JsonElement>> UpdatesAsync()
    {
        var content = await Node.YamlAsync(Tree.Read(".github/dependabot.yml"));
        Assert.Equal(2, content.GetProperty("version").GetInt32());
        return content
            .GetProperty("updates")
            .EnumerateArray()
            .ToDictionary(update => update.GetProperty("package-ecosystem").GetString()!);
    }

    [GeneratedRegex("<PackageVersion Include=\"([^\"]+)\"")]
    private static partial Regex Package();
}
