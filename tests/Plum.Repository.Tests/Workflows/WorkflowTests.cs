using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Workflows;

/// <summary>The workflows that GitHub runs, as far as they can be judged without it.</summary>
public sealed class WorkflowTests
{
    private const string Test = ".github/workflows/test.yml";
    private const string Release = ".github/workflows/release.yml";

    public static TheoryData<string> All => [.. Tree.Files(".github/workflows", "*.y*ml")];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workflow_KeepsToEveryRule(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash reads the scripts");

        Assert.Empty(await WorkflowRules.FaultsAsync(await Workflow.ReadAsync(path)));
    }

    [Fact]
    public async Task Workflow_IsFound_WhenItIsBroken()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: bash reads the scripts");
        Assert.All(Damages, damage => Assert.Contains(damage.Whole, Tree.Read(damage.Path), StringComparison.Ordinal));

        var broken = await Workflow.ReadAsync(Damages.Select(damage => (damage.Path, Tree.Read(damage.Path).Replace(damage.Whole, damage.Broken, StringComparison.Ordinal))));

        foreach (var (workflow, damage) in broken.Zip(Damages))
        {
            Assert.True(await WorkflowRules.FaultsAsync(workflow) is not [], $"Nobody notices: {damage}");
        }
    }

    /// <summary>The workflows run what a person runs, on both systems and on the real packages.</summary>
    [Fact]
    public async Task Test_RunsTheScripts_OnLinuxWindowsAndAzure()
    {
        var jobs = (await Workflow.ReadAsync(Test)).Jobs.ToDictionary(job => job.Name, job => job.Job.GetRawText());

        Assert.Contains(".ci/run", jobs["linux"], StringComparison.Ordinal);
        Assert.Contains(".ci/run", jobs["windows"], StringComparison.Ordinal);
        Assert.Contains("./test --azure", jobs["azure"], StringComparison.Ordinal);
    }

    /// <summary>Ways to break a workflow, each found by the rules.</summary>
    private static (string Path, string Whole, string Broken)[] Damages =>
    [
        (Test, "runs-on: windows-latest", "runs-on: window-latest"),
        (Test, "dotnet-version:", "dotnet-versoin:"),
        (Test, "      - run: .ci/run", "      - run: .ci/runs"),
        (Test, "    timeout-minutes: 30\n", ""),
        (Test, "  contents: read", "  contents: write"),
        (Test, "concurrency:", "x-concurrency:"),
        (Test, "functions/Directory.Packages.props", "functions/Packages.props"),
        (Test, "          persist-credentials: false", "          persist-credentials: true"),
        (Test, "run: ./test --azure", "run: ./test --azure && ("),
        (Release, "needs: [image, packages]", "needs: [image, package]"),
        (Release, "\"$GITHUB_REF_NAME\" >notes.md", "${{ github.ref_name }} >notes.md"),
        (Release, "steps.names.outputs.tags", "steps.name.outputs.tags"),
        (Release, "docker/login-action@v3", "docker/login-action@main"),
        (Release, "docker/metadata-action@v5", "someone/metadata-action@v5"),
        (Release, "uses: ./.github/workflows/test.yml", "uses: ./.github/workflows/tests.yml"),
    ];
}
