using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Devcontainer;

/// <summary>The devcontainer brings what ./run, ./test and func start use.</summary>
public sealed class DevcontainerTests
{
    private static readonly JsonElement Content =
        JsonSerializer.Deserialize<JsonElement>(Tree.Read(".devcontainer/devcontainer.json"));

    [Fact]
    public void Sdk_IsOfTheFrameworkThatTheProjectsTarget() =>
        Assert.Contains(
            $">net{Feature("ghcr.io/devcontainers/features/dotnet:2")}<",
            Tree.Read("functions/Directory.Build.props"),
            StringComparison.Ordinal);

    [Fact]
    public void Node_IsTheOneOfTheWorkflows() =>
        Assert.Contains(
            $"node-version: {Feature("ghcr.io/devcontainers/features/node:1")}\n",
            Tree.Read(".github/workflows/test.yml"),
            StringComparison.Ordinal);

    [Fact]
    public void Image_IsOneOfTheDevelopmentContainers() =>
        Assert.Matches(
            "^mcr\\.microsoft\\.com/devcontainers/[a-z]+:[a-z0-9.-]+$", Content.GetProperty("image").GetString());

    [Fact]
    public void Extensions_AreNamedByPublisher() => Assert.All(
        Content.GetProperty("customizations").GetProperty("vscode").GetProperty("extensions").EnumerateArray(),
        extension => Assert.Matches("^[\\w-]+\\.[\\w-]+$", extension.GetString()));

    [Fact]
    public void Port_IsTheOneThatRunListensOn()
    {
        var port = Content.GetProperty("forwardPorts").EnumerateArray().Single().GetRawText();

        Assert.Contains($"\nport={port}\n", Tree.Read("run"), StringComparison.Ordinal);
        Assert.Equal(port, Content.GetProperty("portsAttributes").EnumerateObject().Single().Name);
    }

    /// <summary>./test installs these by itself only as root, which nobody is in a devcontainer.</summary>
    [Fact]
    public void Setup_InstallsWhatTestNeeds()
    {
        var setup = Content.GetProperty("postCreateCommand").GetString()!;
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(Tree.PathOf(setup)).HasFlag(UnixFileMode.UserExecute));
        var text = Tree.Read(setup);
        var installed = Regex.Match(
            text, "^sudo apt-get update\nsudo apt-get install (.*)", RegexOptions.Multiline).Groups[1].Value.Split(' ');

        // need WHAT PACKAGES CHECK…
        var needed = Regex
            .Matches(Tree.Read("test"), "^  need (?:\"[^\"]*\"|\\S+) (?:\"([^\"]*)\"|(\\S+)) ", RegexOptions.Multiline)
            .SelectMany(match => (match.Groups[1].Value + match.Groups[2].Value).Split(' '));

        Assert.NotEmpty(needed);
        Assert.Contains("zip", needed); // .ci/package azure makes one
        Assert.Empty(needed.Except(["nodejs", "npm"]).Except(installed));
        Assert.All(
            [
                "npm install --global azure-functions-core-tools@4",
                "npm ci --prefix tests --ignore-scripts",
                "dotnet restore PlumFunctions.sln",
            ],
            command => Assert.Matches($"(?m)^{Regex.Escape(command)}\\b", text));
        Assert.True(
            File.Exists(Tree.PathOf("tests/package-lock.json")) && File.Exists(Tree.PathOf("PlumFunctions.sln")));
    }

    private static string Feature(string name) =>
        Content.GetProperty("features").GetProperty(name).GetProperty("version").GetString()!;
}
