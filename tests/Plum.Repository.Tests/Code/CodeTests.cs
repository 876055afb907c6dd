using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Code;

/// <summary>The code as a whole: formatted, and built by every project under the same strict rules.</summary>
public sealed partial class CodeTests
{
    public static TheoryData<string> Projects => [.. Tree.Files("functions", "*.csproj"), .. Tree.Files("tests", "*.csproj")];

    /// <summary>As a person types it; to mend what it finds, type it without --verify-no-changes.</summary>
    [Fact]
    public async Task Code_IsFormatted()
    {
        var format = new ProcessStartInfo("dotnet", ["format", "PlumFunctions.sln", "--no-restore", "--verify-no-changes"]);
        format.Environment["DOTNET_TieredPGO"] = "0"; // a third less work for a program that runs a minute

        (await Command.RunAsync(format)).Well();
    }

    /// <summary>Code of the azure runtime is in no build of the solution, so it is looked at as mere text.</summary>
    [Fact]
    public async Task CodeOfEitherRuntime_IsFormatted() =>
        (await Command.RunAsync(
            "dotnet", "format", "whitespace", ".", "--folder", "--verify-no-changes",
            "--include", "functions/", "tests/", "--exclude", "tests/node_modules/")).Well();

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Project_BuildsWithAnalyzersAndWarningsAsErrors(string project)
    {
        var asked = await Command.RunAsync(
            "dotnet", "msbuild", project, "-p:PlumRuntime=standalone",
            "-getProperty:TreatWarningsAsErrors,EnforceCodeStyleInBuild,AnalysisLevel,Nullable,RunAnalyzers,WarningsNotAsErrors,NoWarn");
        var properties = JsonDocument.Parse(asked.Well()).RootElement.GetProperty("Properties");

        string[] rules = ["TreatWarningsAsErrors", "EnforceCodeStyleInBuild", "AnalysisLevel", "Nullable", "RunAnalyzers", "WarningsNotAsErrors"];
        Assert.Equal(["true", "true", "latest-recommended", "enable", "", ""], rules.Select(rule => properties.GetProperty(rule).GetString()));
        Assert.DoesNotContain(Warning().Matches(properties.GetProperty("NoWarn").GetString()!), warning => !Unread.Contains(warning.Value));
    }

    /// <summary>Projects that the solution leaves out would be neither built nor formatted nor tested.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_IsInTheSolution(string project) =>
        Assert.Contains($"\"{project.Replace('/', '\\')}\"", Tree.Read("PlumFunctions.sln"), StringComparison.Ordinal);

    // Of the SDK: 1701, 1702. Ours, each with its reason where it is set: Directory.Build.props of functions and tests.
    private static readonly string[] Unread = ["1701", "1702", "CS1591", "CS1573", "CA1707", "CA1861", "xUnit1051"];

    [GeneratedRegex("[A-Za-z]*[0-9]+")]
    private static partial Regex Warning();
}
