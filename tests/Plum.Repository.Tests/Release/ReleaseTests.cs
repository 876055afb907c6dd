using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Release;

/// <summary>What the release workflow runs.</summary>
public sealed partial class ReleaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plum-package-").FullName;

    [Fact]
    public async Task ReleaseNotes_AreWhatTheChangelogSaysOfTheVersion()
    {
        var version = await VersionAsync();

        var notes = (await ScriptAsync(".ci/release-notes", $"v{version}")).Well();

        Assert.Contains(notes.Trim(), Tree.Read("CHANGELOG.md"), StringComparison.Ordinal);
        Assert.Contains("- ", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("## [", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v0.0.1")]
    [InlineData("0.1.0")]
    [InlineData("v0.1.0-rc.1")]
    public async Task ReleaseNotes_Fail_WhenTheTagIsNotTheVersion(string tag)
    {
        var refused = await ScriptAsync(".ci/release-notes", tag);

        Assert.NotEqual(0, refused.Code);
        Assert.Contains($"The tag is {tag}, but", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>The archive runs by itself: no file of the Functions host is in it.</summary>
    [Fact]
    public async Task PackageForOneMachine_IsAnArchiveOfTheAppInOneProcess()
    {
        var archive = await PackageAsync("standalone", "tar.gz");

        var folder = Path.GetFileName(archive)[..^".tar.gz".Length];
        var files = (await Command.RunAsync("tar", "-tzf", archive))
            .Well()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(files, file => Assert.StartsWith($"{folder}/", file, StringComparison.Ordinal));
        string[] parts =
            ["Plum.Standalone.dll", "Plum.Functions.dll", "host.json", "runtimes/linux-x64/native/libe_sqlite3.so"];
        Assert.Empty(parts.Select(part => $"{folder}/{part}").Except(files));
        Assert.DoesNotContain(files, file => FunctionsHost().IsMatch(file));
        Assert.DoesNotContain(files, file => file.EndsWith("local.settings.json", StringComparison.Ordinal));
    }

    /// <summary>Azure unpacks the zip as it is: what the Functions host reads lies at its root.</summary>
    [Fact]
    public async Task PackageForAzure_IsAZipOfTheFunctionsApp()
    {
        Assert.SkipUnless(await Command.AnswersAsync("zip", "-v"), "Missing: zip (apt-get install zip)");

        await using var zip = await ZipFile.OpenReadAsync(await PackageAsync("azure", "zip"));

        var files = zip.Entries.Select(entry => entry.FullName).ToList();
        string[] parts =
            ["Plum.Functions.dll", "host.json", "functions.metadata", "worker.config.json", "extensions.json"];
        Assert.Empty(parts.Except(files));
        Assert.Contains(files, file => file.StartsWith(".azurefunctions/", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("Standalone", StringComparison.Ordinal));
        Assert.DoesNotContain("local.settings.json", files);
    }

    [Fact]
    public async Task Run_SaysTheVersionOfTheBuild() =>
        Assert.Equal(
            (await Command.RunAsync("dotnet", "msbuild", "functions/Plum.Functions", "-getProperty:Version")).Well(),
            (await ScriptAsync("run", "--version")).Well());

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> PackageAsync(string kind, string extension)
    {
        (await ScriptAsync(".ci/package", kind, _folder)).Well();
        return Path.Combine(_folder, $"plumfunctions-{kind}-{await VersionAsync()}.{extension}");
    }

    private static async Task<string> VersionAsync() => (await ScriptAsync("run", "--version")).Well().Trim();

    private static Task<Ended> ScriptAsync(string script, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash runs the scripts");
        var start = new ProcessStartInfo(Tree.PathOf(script), arguments);
        // The build that runs this test is up to date; another would be made from nothing.
        start.Environment["CONFIGURATION"] = AppContext.BaseDirectory.Contains("Debug", StringComparison.Ordinal)
            ? "Debug"
            : "Release";
        return Command.RunAsync(start);
    }

    [GeneratedRegex(@"/\.azurefunctions/|/(functions\.metadata|worker\.config\.json|extensions\.json)$")]
    private static partial Regex FunctionsHost();
}
