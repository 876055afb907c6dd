using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Workflows;

/// <summary>What every workflow of this repository keeps to, beyond what GitHub itself would accept.</summary>
internal static partial class WorkflowRules
{
    // Those who own the platforms; anybody else's action would be trusted with the repository.
    private static readonly string[] Publishers = ["actions", "azure", "docker"];

    /// <summary>Everything wrong with a workflow, in words.</summary>
    public static IReadOnlyList<string> Faults(Workflow workflow) =>
    [
        .. workflow.Findings,
        .. Expressions(workflow),
        .. Limits(workflow),
        .. Actions(workflow),
        .. Paths(workflow),
        .. Sdks(workflow),
    ];

    /// <summary>Scripts are given values by their environment: an expression would be pasted in.</summary>
    private static IEnumerable<string> Expressions(Workflow workflow) =>
        from run in workflow.Runs
        where run.Contains("${{", StringComparison.Ordinal)
        select $"an expression within a script: {run}";

    private static IEnumerable<string> Limits(Workflow workflow)
    {
        if (!workflow.Content.TryGetProperty("permissions", out var permissions)
            || permissions.ValueKind != JsonValueKind.Object
            || permissions.EnumerateObject().Any(permission => permission.Value.GetString() != "read"))
        {
            yield return "permissions of the whole workflow must be read only; a job that writes asks for itself";
        }

        if (!workflow.Content.TryGetProperty("concurrency", out _))
        {
            yield return "no concurrency";
        }

        foreach (var (name, _) in workflow.Jobs.Where(job =>
            !job.Job.TryGetProperty("uses", out _) && !job.Job.TryGetProperty("timeout-minutes", out _)))
        {
            yield return $"job {name} has no timeout-minutes";
        }
    }

    private static IEnumerable<string> Actions(Workflow workflow)
    {
        foreach (var uses in workflow.Uses.Where(uses => !uses.StartsWith("./", StringComparison.Ordinal)))
        {
            if (!Action().IsMatch(uses) || !Publishers.Contains(uses.Split('/')[0]))
            {
                yield return $"{uses} is not pinned to a major, or of a publisher that is not trusted";
            }
        }

        foreach (var step in workflow.Steps.Where(step =>
            step.TryGetProperty("uses", out var uses)
            && uses.GetString()!.StartsWith("actions/checkout@", StringComparison.Ordinal)))
        {
            if (!step.TryGetProperty("with", out var with)
                || !with.TryGetProperty("persist-credentials", out var persist)
                || persist.ValueKind != JsonValueKind.False)
            {
                yield return "checkout leaves its token in the working tree: persist-credentials: false";
            }
        }
    }

    private static IEnumerable<string> Paths(Workflow workflow) =>
        from path in Path().Matches(workflow.Text).Select(match => match.Value)
        where !File.Exists(Tree.PathOf(path)) && !Directory.Exists(Tree.PathOf(path))
        select $"{path} is not there";

    /// <summary>The SDK is that of the framework the projects target.</summary>
    private static IEnumerable<string> Sdks(Workflow workflow)
    {
        var framework = Framework().Match(Tree.Read("functions/Directory.Build.props")).Groups[1].Value;
        return from step in workflow.Steps
               where step.TryGetProperty("with", out var with) && with.TryGetProperty("dotnet-version", out _)
               let version = step.GetProperty("with").GetProperty("dotnet-version").GetString()
               where version != $"{framework}.x"
               select $"the SDK is {version}, the projects are built for {framework}";
    }

    [GeneratedRegex("<TargetFramework>net([0-9.]+)<")]
    private static partial Regex Framework();

    [GeneratedRegex(@"^[\w-]+/[\w-]+@v[0-9]+$")]
    private static partial Regex Action();

    [GeneratedRegex(@"(?<![\w/.-])(\./|\.ci/|\.github/|functions/|tests/|infra-bicep/)[\w./-]*\w")]
    private static partial Regex Path();
}
