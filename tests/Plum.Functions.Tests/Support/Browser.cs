using System.Text.Json;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// One form of a page, as a person fills it in: fields and files by their labels, sent with a button.
/// </summary>
internal sealed record FormOrder(Uri Page, string Button)
{
    public Dictionary<string, string> Fields { get; init; } = [];

    /// <summary>Paths of files on this machine.</summary>
    public Dictionary<string, string> Files { get; init; } = [];

    /// <summary>False has the browser run no scripts.</summary>
    public bool Scripts { get; init; } = true;
}

/// <summary>What came of it.</summary>
/// <param name="SentAs">Content type of the request.</param>
/// <param name="Unlabelled">Names of inputs that have no label.</param>
/// <param name="Troubles">Errors of the page.</param>
internal sealed record FormAnswer(
    int Status,
    string Type,
    string Body,
    string SentAs,
    IReadOnlyList<string> Unlabelled,
    IReadOnlyList<string> Troubles);

/// <summary>
/// Chromium, driven by a script on node. Pictures of the filled forms stay in the folder for temporary files.
/// </summary>
internal static class Browser
{
    public static async Task<FormAnswer> SendAsync(FormOrder form)
    {
        Assert.SkipUnless(HasDriver(), "Missing: what drives Chromium (npm ci --prefix tests)");
        var order = new
        {
            chromium = Tool.Chromium.Path,
            url = form.Page,
            button = form.Button,
            fields = form.Fields,
            files = form.Files,
            scripts = form.Scripts,
            screenshot = Path.Combine(Directory.CreateTempSubdirectory("plum-form-").FullName, "form.png"),
        };
        using var node = Tool.Node.Start([Tool.Script("browser.cjs")]);
        // and its input stays open: the script ends with it
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
        await node.StandardInput.FlushAsync();
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return JsonSerializer.Deserialize<FormAnswer>(output, JsonSerializerOptions.Web)!;
    }

    public static bool HasDriver()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "node_modules", "playwright-core")))
            {
                return true;
            }
        }

        return false;
    }
}
