using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Docker;

/// <summary>
/// The image without Docker: what COPY and RUN say is done in folders that stand for the file systems of the stages, on this machine's SDK.
/// Left out are the commands of apt-get.
/// </summary>
internal sealed partial class BuiltImage(Dockerfile file, string root)
{
    private static readonly Lazy<Task<BuiltImage>> Built = new(BuildAsync);

    public Stage Stage => file.Final;

    /// <summary>User and group of the service: as in the image where root can take them on, otherwise whoever runs the tests.</summary>
    private static string User { get; } = Environment.UserName == "root" ? "1654" : Id("-u");

    /// <summary>The one image of this run.</summary>
    public static Task<BuiltImage> GetAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: the image is Linux");
        Assert.SkipUnless(User is "1654" || User == Id("-g"), "Needs a group with the number of the user, or root");
        return Built.Value;
    }

    /// <summary>A command in the final stage, as its user and in its environment.</summary>
    /// <param name="words">In the form of a JSON array, as ENTRYPOINT and HEALTHCHECK have it.</param>
    public ProcessStartInfo Command(string words, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var command = JsonSerializer.Deserialize<string[]>(words)!;
        string[] user = Environment.UserName == "root" ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--inh-caps=-all", "--"] : [];
        string[] all = [.. user, .. command];
        var start = new ProcessStartInfo(all[0], all[1..]) { WorkingDirectory = Place(Stage, Stage.The("WORKDIR").Text) };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in Stage.Environment.Concat(environment))
        {
            start.Environment[name] = value.StartsWith('/') ? Place(Stage, value) : value;
        }

        return start;
    }

    /// <summary>Where a path of the image is on this machine.</summary>
    public string PathOf(string path) => Place(Stage, path);

    private static async Task<BuiltImage> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("plum-image-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        (await Support.Command.RunAsync("chmod", "755", folder.FullName)).Well();
        var image = new BuiltImage(await Dockerfile.ReadAsync(), folder.FullName);
        await image.FollowAsync();
        return image;
    }

    private async Task FollowAsync()
    {
        foreach (var stage in file.Stages)
        {
            var here = Place(stage, "/");
            foreach (var line in stage.Instructions)
            {
                here = line.Keyword == "WORKDIR" ? Place(stage, line.Text) : here;
                Directory.CreateDirectory(here);
                await (line.Keyword switch
                {
                    "COPY" => CopyAsync(line, here),
                    "RUN" when !line.Text.Contains("apt-get", StringComparison.Ordinal) => RunAsync(stage, line, here),
                    _ => Task.CompletedTask,
                });
            }
        }
    }

    private async Task CopyAsync(Instruction line, string here)
    {
        var from = file.Stages.SingleOrDefault(stage => line.Flags.Contains($"from={stage.Name}"));
        foreach (var source in line.Words[..^1])
        {
            var target = Path.Combine(here, line.Words[^1]);
            if (from is not null)
            {
                (await Support.Command.RunAsync("cp", "-r", Place(from, source) + "/.", target)).Well();
                continue;
            }

            // A folder's content goes into the target, a file goes below it.
            var folder = source.EndsWith('/');
            foreach (var path in file.Context.Where(path => folder ? path.StartsWith(source, StringComparison.Ordinal) : path == source))
            {
                var to = Path.Combine(target, folder ? path[source.Length..] : path);
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(Tree.PathOf(path), to);
            }
        }
    }

    private async Task RunAsync(Stage stage, Instruction line, string here)
    {
        var script = Absolute().Replace(line.Text, match => Place(stage, match.Value));
        var start = new ProcessStartInfo("bash", ["-euc", script]) { WorkingDirectory = here };
        start.Environment["APP_UID"] = User;
        start.Environment["DOTNET_TieredPGO"] = "0"; // a build is over before it would pay
        (await Support.Command.RunAsync(start)).Well();
    }

    private string Place(Stage stage, string path) =>
        Path.Combine(root, Array.IndexOf(file.Stages, stage).ToString(CultureInfo.InvariantCulture), path.Trim('/')).TrimEnd('/');

    private static string Id(string what)
    {
        if (OperatingSystem.IsWindows())
        {
            return "";
        }

        using var id = Process.Start(new ProcessStartInfo("id", [what]) { RedirectStandardOutput = true })!;
        return id.StandardOutput.ReadToEnd().Trim();
    }

    // The folders that the Dockerfile makes.
    [GeneratedRegex(@"(?<![\w/.])/(src|app|data)\b")]
    private static partial Regex Absolute();
}
