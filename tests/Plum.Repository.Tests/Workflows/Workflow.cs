using System.Text.Json;
using Plum.Repository.Tests.Support;

namespace Plum.Repository.Tests.Workflows;

/// <summary>A workflow of GitHub as text and as what the text says.</summary>
/// <param name="Findings">What actionlint finds wrong with it.</param>
internal sealed record Workflow(string Path, string Text, JsonElement Content, IReadOnlyList<string> Findings)
{
    private static readonly Lazy<Task<Workflow[]>> Real = new(() =>
        ReadAsync(Tree.Files(Folder, "*.y*ml").Select(path => (path, Tree.Read(path)))));

    public const string Folder = ".github/workflows";

    /// <summary>One as it lies in the working tree.</summary>
    public static async Task<Workflow> ReadAsync(string path) =>
        (await Real.Value).Single(workflow => workflow.Path == path);

    /// <summary>Reads many at once: the linter takes seconds to begin.</summary>
    public static async Task<Workflow[]> ReadAsync(IEnumerable<(string Path, string Text)> workflows)
    {
        var asked = workflows.Select(workflow => new { path = workflow.Path, text = workflow.Text });
        var read = await Node.RunOnAsync(JsonSerializer.Serialize(asked), "Workflows/workflows.cjs");
        return JsonSerializer.Deserialize<Workflow[]>(read.Well(), JsonSerializerOptions.Web)!;
    }

    public IEnumerable<(string Name, JsonElement Job)> Jobs =>
        from job in Content.GetProperty("jobs").EnumerateObject()
        select (job.Name, job.Value);

    public IEnumerable<JsonElement> Steps =>
        from job in Jobs
        where job.Job.TryGetProperty("steps", out _)
        from step in job.Job.GetProperty("steps").EnumerateArray()
        select step;

    public IEnumerable<string> Runs => Named("run");

    /// <summary>The actions of the steps, and the workflows that jobs call.</summary>
    public IEnumerable<string> Uses =>
    [
        .. Named("uses"),
        .. from job in Jobs where job.Job.TryGetProperty("uses", out _) select job.Job.GetProperty("uses").GetString()
    ];

    private IEnumerable<string> Named(string key) =>
        from step in Steps
        where step.TryGetProperty(key, out _)
        select step.GetProperty(key).GetString()!;
}
