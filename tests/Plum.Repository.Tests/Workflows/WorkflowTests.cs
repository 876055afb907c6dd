using System.Diagnostics;
using System.Text.Json;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Workflows;

/// <summary>The workflows that GitHub runs, as far as they can be judged without it.</summary>
public sealed class WorkflowTests
{
    private const string Test = ".github/workflows/test.yml";
    private const string Release = ".github/workflows/release.yml";

    private const string Infra = ".github/workflows/infra.yml";

    public static TheoryData<string> All => [.. Tree.Files(Workflow.Folder, "*.y*ml")];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workflow_KeepsToEveryRule(string path) =>
        Assert.Empty(WorkflowRules.Faults(await Workflow.ReadAsync(path)));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Scripts_PassShellCheck(string path)
    {
        var isThere = await Command.AnswersAsync("shellcheck", "--version");
        Assert.SkipUnless(isThere, "Missing: shellcheck (apt-get install shellcheck)");

        foreach (var run in (await Workflow.ReadAsync(path)).Runs)
        {
            (await Command.RunAsync(new ProcessStartInfo("shellcheck", ["--shell=bash", "-"]), run)).Well();
        }
    }

    [Fact]
    public async Task Workflow_IsFound_WhenItIsBroken()
    {
        Assert.All(Damages, damage => Assert.Contains(damage.Whole, Tree.Read(damage.Path), StringComparison.Ordinal));

        var broken = await Workflow.ReadAsync(Damages.Select(damage =>
            (damage.Path, Tree.Read(damage.Path).Replace(damage.Whole, damage.Broken, StringComparison.Ordinal))));

        foreach (var (workflow, damage) in broken.Zip(Damages))
        {
            Assert.True(WorkflowRules.Faults(workflow) is not [], $"Nobody notices: {damage}");
        }
    }

    /// <summary>
    /// What each job is there for: the scripts that a person runs, in their order, and their results.
    /// </summary>
    [Theory]
    [InlineData(Test, "linux", "ubuntu-latest", "install --global azure-functions-core-tools@4", "run: .ci/run",
        "path: artifacts/tests")]
    [InlineData(Test, "image", "docker build --check .", "docker build --tag plumfunctions .", "docker run", "healthy")]
    [InlineData(Test, "windows", "windows-latest", "shell: bash", "run: .ci/run", "path: artifacts/tests")]
    [InlineData(Release, "check", ".ci/release-notes", "path: notes.md")]
    [InlineData(Release, "test", "needs: check", "uses: ./.github/workflows/test.yml")]
    [InlineData(Release, "image", "needs: test", "packages: write", "docker/login-action@", "docker/build-push-action@",
        "push: true")]
    [InlineData(Release, "packages", "needs: test", "id-token: write", "attestations: write",
        ".ci/package standalone artifacts/release", ".ci/package azure artifacts/release",
        "sha256sum -- *", "working-directory: artifacts/release", "path: artifacts/release")]
    [InlineData(Release, "release", "needs: [image,packages]", "contents: write", "pattern: release-*",
        "gh release create", "--verify-tag", "--notes-file notes.md plumfunctions-* SHA256SUMS")]
    [InlineData(Infra, "what-if", "id-token: write", "azure/login@", "az deployment group what-if ")]
    public async Task Job_DoesItsPart(string path, string job, params string[] parts)
    {
        var text = Plain((await Workflow.ReadAsync(path)).Content.GetProperty("jobs").GetProperty(job));

        var places = parts.Select(part => (part, Place: text.IndexOf(part, StringComparison.Ordinal))).ToArray();
        Assert.DoesNotContain(places, part => part.Place < 0);
        Assert.Equal(places.OrderBy(part => part.Place), places);
    }

    [Theory]
    [InlineData(Test, "push: {branches: [main]}", "pull_request: null", "workflow_call: null")]
    [InlineData(Release, "push: {tags: [v*]}")]
    [InlineData(Infra, "workflow_dispatch", "options: [dev,prod]")]
    public async Task Workflow_Begins_WithWhatItIsFor(string path, params string[] events)
    {
        var on = Plain((await Workflow.ReadAsync(path)).Content.GetProperty("on"));

        Assert.All(events, begins => Assert.Contains(begins, on, StringComparison.Ordinal));
    }

    private static string Plain(JsonElement json) =>
        json.GetRawText().Replace("\"", "", StringComparison.Ordinal).Replace(":", ": ", StringComparison.Ordinal);

    /// <summary>Ways to break a workflow, each found by the rules.</summary>
    private static (string Path, string Whole, string Broken)[] Damages =>
    [
        (Test, "runs-on: windows-latest", "runs-on: window-latest"),
        (Test, "dotnet-version:", "dotnet-versoin:"),
        (Test, "      - run: .ci/run", "      - run: .ci/runs"),
        (Test, "    timeout-minutes: 45\n", ""),
        (Test, "dotnet-version: 10.0.x", "dotnet-version: 9.0.x"),
        (Test, "  contents: read", "  contents: write"),
        (Test, "concurrency:", "x-concurrency:"),
        (Test, "functions/Directory.Packages.props", "functions/Packages.props"),
        (Test, "          persist-credentials: false", "          persist-credentials: true"),
        (Release, "needs: [image, packages]", "needs: [image, package]"),
        (Release, "\"$GITHUB_REF_NAME\" >notes.md", "${{ github.ref_name }} >notes.md"),
        (Release, "steps.names.outputs.tags", "steps.name.outputs.tags"),
        (Release, "docker/login-action@v3", "docker/login-action@main"),
        (Release, "docker/metadata-action@v5", "someone/metadata-action@v5"),
        (Release, "uses: ./.github/workflows/test.yml", "uses: ./.github/workflows/tests.yml"),
    ];
}
