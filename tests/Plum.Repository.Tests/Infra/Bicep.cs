using System.Diagnostics;
using System.Reflection;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Infra;

/// <summary>What the Bicep CLI makes of a copy of infra-bicep.</summary>
/// <param name="Said">Errors and warnings, the linter's among them.</param>
/// <param name="Files">The copy afterwards, by paths from its root.</param>
internal sealed record Bicep(string Said, IReadOnlyDictionary<string, string> Files)
{
    private const string Folder = "infra-bicep";

    /// <summary>The files of infra-bicep, by paths from there.</summary>
    public static IReadOnlyList<string> Paths { get; } =
        [.. Tree.Files(Folder, "*").Select(path => Path.GetRelativePath(Folder, path))];

    /// <summary>What the parameter files read, so that each value is found again where it goes.</summary>
    public static IReadOnlyDictionary<string, string> Given { get; } = new Dictionary<string, string>
    {
        ["PLUM_SIGNING_KEYS_KEY"] = "GivenSigningKey",
        ["PLUM_SIGNING_KEYS_OTHER_KEY"] = "GivenOtherKey",
        ["PLUM_FIRST_ADMIN_PIN"] = "GivenPin",
        ["PLUM_GATEWAY_SECRETS"] = """{"main":"GivenGatewaySecret"}""",
        ["PLUM_BUDGET_START"] = "2027-01-01",
        ["PLUM_ALERT_EMAILS"] = "ann@example.com,bob@example.com",
    };

    private static readonly string? Downloaded = typeof(Bicep).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().SingleOrDefault(it => it.Key == "Bicep")?.Value;

    private static readonly Lazy<Task<string>> Program = new(FindAsync);

    // All parameter files before the templates: main.bicepparam and main.bicep both become main.json.
    private static readonly Lazy<Task<Bicep>> Built = new(() => RunAsync(
        (_, text) => text,
        "format --pattern **/*.bicep*",
        "build-params --pattern *.bicepparam",
        "build --pattern **/*.bicep"));

    public static string Read(string path) => Tree.Read($"{Folder}/{path}");

    /// <summary>All of it formatted and built.</summary>
    public static Task<Bicep> BuiltAsync() => Built.Value;

    /// <summary>Runs the CLI in a copy, command by command.</summary>
    /// <param name="edit">A file's text in the copy, by its path and its text here.</param>
    public static async Task<Bicep> RunAsync(Func<string, string, string> edit, params string[] commands)
    {
        Assert.SkipWhen(Downloaded is null, "Linux on x64 alone: the Bicep CLI is downloaded for it");
        var copy = Directory.CreateTempSubdirectory("plum-bicep-");
        try
        {
            foreach (var path in Paths)
            {
                var file = Path.Combine(copy.FullName, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, edit(path, Read(path)));
            }

            var said = "";
            foreach (var command in commands)
            {
                said += await RunAsync(copy.FullName, command);
            }

            var files = Directory.GetFiles(copy.FullName, "*", SearchOption.AllDirectories);
            return new(
                said.Replace($"{copy.FullName}/", "", StringComparison.Ordinal),
                files.ToDictionary(file => Path.GetRelativePath(copy.FullName, file), File.ReadAllText));
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static async Task<string> RunAsync(string folder, string command)
    {
        var start = new ProcessStartInfo(await Program.Value, command.Split(' ')) { WorkingDirectory = folder };
        start.Environment["DOTNET_BUNDLE_EXTRACT_BASE_DIR"] = folder; // what it unpacks to start
        foreach (var (name, value) in Given)
        {
            start.Environment[name] = value;
        }

        var ended = await Command.RunAsync(start);
        return ended.Code == 0 || ended.Errors.Length > 0 ? ended.Errors : $"{command} ended with {ended.Code}";
    }

    /// <summary>Packages may lie in somebody else's folder, where only the owner may start their programs.</summary>
    private static async Task<string> FindAsync()
    {
        if (await Command.AnswersAsync("test", "-x", Downloaded!))
        {
            return Downloaded!;
        }

        var own = Path.Combine(AppContext.BaseDirectory, "bicep");
        File.Copy(Downloaded!, own, overwrite: true);
        (await Command.RunAsync("chmod", "755", own)).Well();
        return own;
    }
}
