using System.Diagnostics;
using System.IO.Compression;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Release;

/// <summary>What the release workflow runs.</summary>
public sealed class ReleaseTests
{
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

    /// <summary>The archive for standalone; that for Azure needs packages that not every feed has, and is the workflow's.</summary>
    [Fact]
    public async Task Package_HoldsTheAppAndNoSettingsOfItsMaker()
    {
        var folder = Directory.CreateTempSubdirectory("plum-package-");
        try
        {
            (await ScriptAsync(".ci/package", "standalone", folder.FullName)).Well();

            var name = $"plumfunctions-standalone-{await VersionAsync()}";
            var files = (await Command.RunAsync("tar", "-tzf", Path.Combine(folder.FullName, $"{name}.tar.gz"))).Well().Split('\n');
            Assert.Contains($"{name}/Plum.Functions.dll", files);
            Assert.Contains($"{name}/host.json", files);
            Assert.DoesNotContain(files, file => file.EndsWith("local.settings.json", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>How the zip is packed; what is packed here is the standalone build.</summary>
    [Fact]
    public async Task PackageForAzure_IsAZipOfTheAppItself()
    {
        Assert.SkipUnless(await Command.AnswersAsync("zip", "-v"), "Missing: zip (apt-get install zip)");
        var folder = Directory.CreateTempSubdirectory("plum-package-");
        try
        {
            (await ScriptAsync(".ci/package", "azure", folder.FullName, "-p:PlumRuntime=standalone")).Well();

            await using var zip = await ZipFile.OpenReadAsync(Path.Combine(folder.FullName, $"plumfunctions-azure-{await VersionAsync()}.zip"));
            var files = zip.Entries.Select(entry => entry.FullName).ToList();
            Assert.Contains("host.json", files);
            Assert.Contains("Plum.Functions.dll", files);
            Assert.DoesNotContain("local.settings.json", files);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Run_SaysTheVersionOfTheBuild() =>
        Assert.Equal(
            (await Command.RunAsync("dotnet", "msbuild", "functions/Plum.Functions", "-getProperty:Version")).Well(),
            (await ScriptAsync("run", "--version")).Well());

    private static async Task<string> VersionAsync() => (await ScriptAsync("run", "--version")).Well().Trim();

    private static Task<Ended> ScriptAsync(string script, params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash runs the scripts");
        var start = new ProcessStartInfo(Tree.PathOf(script), arguments);
        // The build that runs this test is up to date; another would be made from nothing.
        start.Environment["CONFIGURATION"] = AppContext.BaseDirectory.Contains("Debug", StringComparison.Ordinal) ? "Debug" : "Release";
        return Command.RunAsync(start);
    }
}
