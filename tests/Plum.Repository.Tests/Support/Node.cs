using System.Text.Json;
using Xunit;

namespace Plum.Repository.Tests.Support;

/// <summary>Scripts of this project on node with the packages of tests/package.json; without those their tests are skipped.</summary>
internal static class Node
{
    private static readonly Lazy<Task<bool>> Found = new(() => Command.AnswersAsync("node", "--version"));

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">Its path within this project, such as Workflows/lint.cjs; it finds packages in tests/node_modules by itself.</param>
    public static async Task<Ended> RunAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(await Found.Value, "Missing: node (apt-get install nodejs npm)");
        Assert.SkipUnless(
            File.Exists(Tree.PathOf("tests/node_modules/.package-lock.json")), "Missing: the npm packages of the tests (npm ci --prefix tests)");
        return await Command.RunAsync("node", [Tree.PathOf($"tests/Plum.Repository.Tests/{script}"), .. arguments]);
    }

    /// <summary>What a script prints as JSON; the test fails with its errors unless it ends well.</summary>
    public static async Task<T> AskAsync<T>(string script, params string[] arguments) =>
        JsonSerializer.Deserialize<T>((await RunAsync(script, arguments)).Well(), JsonSerializerOptions.Web)!;
}
