using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Plum.Repository.Tests.Support;

/// <summary>
/// Scripts of this project on node with the packages of tests/package.json; without those their tests are skipped.
/// </summary>
internal static class Node
{
    private static readonly Lazy<Task<bool>> Found = new(() => Command.AnswersAsync("node", "--version"));

    /// <summary>Runs a script to its end on a text that it reads from its input.</summary>
    /// <param name="script">Its path within this project; it finds packages in tests/node_modules by itself.</param>
    public static async Task<Ended> RunOnAsync(string input, string script)
    {
        Assert.SkipUnless(await Found.Value, "Missing: node (apt-get install nodejs npm)");
        Assert.SkipUnless(
            File.Exists(Tree.PathOf("tests/node_modules/.package-lock.json")),
            "Missing: the npm packages of the tests (npm ci --prefix tests)");
        var path = Tree.PathOf($"tests/Plum.Repository.Tests/{script}");
        return await Command.RunAsync(new ProcessStartInfo("node", [path]), input);
    }

    /// <summary>A YAML text as JSON; the test fails when it is none.</summary>
    public static async Task<JsonElement> YamlAsync(string text)
    {
        using var json = JsonDocument.Parse((await RunOnAsync(text, "Support/yaml.cjs")).Well());
        return json.RootElement.Clone();
    }
}
