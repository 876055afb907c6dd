using System.Diagnostics;
using Xunit;

namespace Plum.Functions.Tests.Support;

/// <summary>
/// A program of this machine that speaks to the service as a customer's would. Where it is missing, its tests are
/// skipped by name.
/// </summary>
/// <param name="path">Where it was found, or null.</param>
/// <param name="missing">What is missing, and how it is installed.</param>
internal sealed class Tool(string? path, string missing)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>curl itself, never an alias of something else.</summary>
    public static Tool Curl { get; } = new(Find("curl"), "curl (apt-get install curl)");

    public static Tool Bash { get; } = new(Find("bash"), "bash");

    public static Tool Php { get; } =
        new(Find("php"), "PHP with curl and SimpleXML (apt-get install php-cli php-curl php-xml)");

    public static Tool Node { get; } = new(Find("node"), "node (apt-get install nodejs npm)");

    public static Tool Func { get; } =
        new(Find("func", "func.cmd"), "Azure Functions Core Tools (npm install -g azure-functions-core-tools@4)");

    public static Tool Chromium { get; } =
        new(Find("chromium", "chromium-browser", "google-chrome"), "Chromium (apt-get install chromium)");

    public string Path
    {
        get
        {
            Assert.SkipWhen(path is null, $"Missing: {missing}");
            return path;
        }
    }

    /// <summary>
    /// Runs it to its end and answers what it printed; the test fails with its errors unless it ends well.
    /// </summary>
    public async Task<string> RunAsync(IEnumerable<string> arguments, string input = "")
    {
        using var process = Start(arguments);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            Assert.True(process.ExitCode == 0, $"{Path} ended with {process.ExitCode}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            process.Kill(entireProcessTree: true); // nothing, when it has ended
        }
    }

    /// <summary>Starts it, for whoever stops it again.</summary>
    public Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Path, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = System.IO.Path.GetTempPath(),
    })!;

    /// <summary>A script of the tests, beside them in their build.</summary>
    public static string Script(string name) =>
        System.IO.Path.Combine(AppContext.BaseDirectory, "EndToEnd", "Clients", name);

    private static string? Find(params string[] names) => (
        from name in names
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
            System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let file = System.IO.Path.Combine(folder, name)
        where File.Exists(file)
        select file).FirstOrDefault();
}
