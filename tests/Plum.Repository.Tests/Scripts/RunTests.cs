using System.Diagnostics;
using Plum.Repository.Tests.Support;
using Xunit;

namespace Plum.Repository.Tests.Scripts;

/// <summary>What ./run starts, seen by a dotnet that says with what it was started.</summary>
public sealed class RunTests : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        case "$1" in
          --list-sdks) echo "10.0.100 [here]" ;;
          build) ;;
          *) printf 'argument %s\n' "$@"; printf 'storage %s\n' "${AzureWebJobsStorage-}" ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("plum run ").FullName;

    [Theory]
    [InlineData("--storage AccountName=a;AccountKey=c2VjcmV0", "", "AccountName=a;AccountKey=c2VjcmV0", "")]
    [InlineData("", "AzureWebJobsStorage=AccountName=a;AccountKey=c2VjcmV0", "AccountName=a;AccountKey=c2VjcmV0", "")]
    [InlineData("", "AzureWebJobsStorage__accountName=a", "", "--AzureWebJobsStorage=")]
    [InlineData("", "AzureWebJobsStorage__accountNam=a", "", "--AzureWebJobsStorage=")]
    [InlineData(
        "--AzureWebJobsStorage:accountName a", "", "", "--AzureWebJobsStorage:accountName=a --AzureWebJobsStorage=")]
    [InlineData("--data /tmp/d", "", "Sqlite=/tmp/d/plum.db", "")]
    public async Task Storage_IsTheOneThatWasNamed_AndItsKeyInNoList(
        string typed, string environment, string storage, string arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix alone: a dotnet that is a script");

        var ended = await RunAsync(typed.Split(' ', StringSplitOptions.RemoveEmptyEntries), environment);

        var lines = ended.Well().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"storage {storage}".TrimEnd(), lines[^1].TrimEnd());
        Assert.DoesNotContain(lines[..^1], line => line.Contains("AccountKey", StringComparison.Ordinal));
        Assert.Equal(
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            lines
                .Where(line => line.StartsWith("argument --AzureWebJobsStorage", StringComparison.Ordinal))
                .Select(line => line["argument ".Length..]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Ended> RunAsync(string[] typed, string environment)
    {
        foreach (var file in (string[])
        [
            "run", ".ci/common.sh", "local.settings.sample.json", "functions/Directory.Build.props"
        ])
        {
            Put(file, Tree.Read(file));
        }

        Put("bin/dotnet", Dotnet);
        Directory.CreateDirectory(Path.Combine(_folder, "functions/Plum.Functions"));
        var start = new ProcessStartInfo("bash", [Path.Combine(_folder, "run"), .. typed]);
        start.Environment["PATH"] = $"{Path.Combine(_folder, "bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["AzureWebJobsStorage"] = "";
        if (environment.Split('=', 2) is [var name, var value])
        {
            start.Environment[name] = value;
        }

        return await Command.RunAsync(start);
    }

    private void Put(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        }
    }
}
