using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Scripts;

/// <summary>The scripts a person types and those a build machine runs.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> All => [.. Scripts()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Script_IsBash(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash reads the scripts");

        (await Command.RunAsync("bash", "-n", script)).Well();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Script_PassesShellCheck(string script)
    {
        Assert.SkipUnless(
            await Command.AnswersAsync("shellcheck", "--version"), "Missing: shellcheck (apt-get install shellcheck)");

        (await Command.RunAsync("shellcheck", "--external-sources", "--shell=bash", script)).Well();
    }

    private static IEnumerable<string> Scripts() =>
        ["run", "test", "bench", "trouble", ".devcontainer/setup", .. Tree.Files(".ci", "*")];
}
