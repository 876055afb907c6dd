using System.Text.Json;
using Plum.Functions.Tests.Support;
using Xunit;

namespace Plum.Functions.Tests.Console;

/// <summary>The console in Chromium, driven by a script on node.</summary>
internal static class ConsoleBrowser
{
    /// <summary>The folder that pictures of the pages are left in; null makes none, which is quicker.</summary>
    public static string? Pictures { get; } = Environment.GetEnvironmentVariable("PLUM_CONSOLE_PICTURES");

    /// <summary>Runs a script to its end and answers what went wrong on its pages.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(string script, object order)
    {
        Assert.SkipUnless(Browser.HasDriver(), "Missing: what drives Chromium (npm ci --prefix tests)");
        Assert.SkipUnless(
            Functions.Console.ConsoleFiles.AreThere,
            "Missing: the console, which npm builds (apt-get install nodejs npm)");
        using var node = Tool.Node.Start([Tool.Script(script)]);
        try
        {
            // and its input stays open: the script ends with it
            await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
            await node.StandardInput.FlushAsync();
            var errors = node.StandardError.ReadToEndAsync();
            var output = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            Assert.True(node.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<Outcome>(output, JsonSerializerOptions.Web)!.Troubles;
        }
        finally
        {
            node.StandardInput.Close();
        }
    }

    private sealed record Outcome(IReadOnlyList<string> Troubles);
}
