using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Devcontainer;

/// <summary>The devcontainer brings what ./run, ./test and func start use.</summary>
public sealed class DevcontainerTests
{
    private static readonly JsonElement Content = JsonSerializer.Deserialize<JsonElement>(Tree.Read(".devcontainer/devcontainer.json"));

    [Fact]
    public void Sdk_IsOfTheFrameworkThatTheProjectsTarget() =>
        Assert.Contains($">net{Feature("ghcr.io/devcontainers/features/dotnet:2")}<", Tree.Read("functions/Directory.Build.props"), StringComparison.Ordinal);

    [Fact]
    public void Node_IsTheOneOfTheWorkflows() =>
        Assert.Contains($"node-version: {Feature("ghcr.io/devcontainers/features/node:1")}\n", Tree.Read(".github/workflows/test.yml"), StringComparison.Ordinal);

    [Fact]
    public void Port_IsTheOneThatRunListensOn() =>
        Assert.Contains($"\nport={Content.GetProperty("forwardPorts")[0].GetInt32()}\n", Tree.Read("run"), StringComparison.Ordinal);

    /// <summary>./test installs these by itself only as root, which nobody is in a devcontainer.</summary>
    [Fact]
    public void Setup_InstallsWhatTestNeeds()
    {
        var setup = Content.GetProperty("postCreateCommand").GetString()!;
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Tree.PathOf(setup)).HasFlag(UnixFileMode.UserExecute));
        var installed = Regex.Match(Tree.Read(setup), "apt-get install (.*)").Groups[1].Value.Split(' ');

        // need WHAT PACKAGES CHECK…
        var needed = Regex.Matches(Tree.Read("test"), "^  need (?:\"[^\"]*\"|\\S+) (?:\"([^\"]*)\"|(\\S+)) ", RegexOptions.Multiline)
            .SelectMany(match => (match.Groups[1].Value + match.Groups[2].Value).Split(' '));

        Assert.NotEmpty(needed);
        Assert.Empty(needed.Except(["nodejs", "npm"]).Except(installed));
        Assert.Contains("azure-functions-core-tools@4", Tree.Read(setup), StringComparison.Ordinal);
    }

    private static string Feature(string name) => Content.GetProperty("features").GetProperty(name).GetProperty("version").GetString()!;
}
