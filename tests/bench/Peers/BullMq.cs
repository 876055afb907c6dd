using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Plum.Bench.Peers;

/// <summary>BullMQ on a Redis of its own that writes each command to its file, and the file to disk every second.</summary>
/// <remarks>Snapshots are off: they would only cost it time.</remarks>
internal sealed class BullMq : IAsyncDisposable
{
    // Redis ends with its input, so that it never outlives the bench, however that ends.
    private const string EndWithStandardInput = "redis-server \"$@\" >/dev/null & read -r; kill $!; wait";

    private static readonly string[] Versions = ["redis-server --version", "node --version"];

    private readonly Process _redis;
    private readonly DirectoryInfo _folder;

    private BullMq(Process redis, DirectoryInfo folder) => (_redis, _folder) = (redis, folder);

    private string Socket => Path.Combine(_folder.FullName, "redis.sock");

    private static string Folder => Path.Combine(ServiceProcess.Root(), "tests", "bench");

    /// <summary>What it needs and does not find, as a row; null where it can be measured.</summary>
    public static Row? Missing =>
        Versions.FirstOrDefault(command => !Answers(command)) is { } command ? Row.Skipped("BullMQ", $"no {command.Split(' ')[0]}")
        : Directory.Exists(Path.Combine(Folder, "node_modules", "bullmq")) ? null
        : Row.Skipped("BullMQ", "no npm packages (npm ci --prefix tests/bench)");

    public static async Task<BullMq> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("plum-bench-redis-");
        var socket = Path.Combine(folder.FullName, "redis.sock");
        var redis = Start("bash", "-c", EndWithStandardInput, "redis", "--port", "0", "--unixsocket", socket, "--dir", folder.FullName,
            "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", "--maxmemory-policy", "noeviction");
        for (var tries = 0; !File.Exists(socket); tries++)
        {
            if (tries > 500 || redis.HasExited)
            {
                throw new InvalidOperationException("redis-server does not listen.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return new(redis, folder);
    }

    /// <summary>Adds so many jobs in bulk.</summary>
    public Task<TimeSpan> AcceptAsync(int jobs) => SecondsAsync("accept", jobs);

    /// <summary>Works off so many jobs that were added before, with a worker that does nothing for each.</summary>
    public Task<TimeSpan> DrainAsync(int jobs) => SecondsAsync("drain", jobs);

    /// <summary>Works off so many jobs under a limiter.</summary>
    /// <returns>When each began, in milliseconds after the first.</returns>
    public Task<double[]> PaceAsync(int jobs, int max, TimeSpan duration) =>
        MillisecondsAsync("pace", jobs, max, duration.TotalMilliseconds);

    /// <summary>Works off so many jobs that are delayed to the same instant, some seconds ahead.</summary>
    /// <returns>When each began, in milliseconds after that instant.</returns>
    public Task<double[]> WakeAsync(int jobs, TimeSpan ahead) => MillisecondsAsync("wake", jobs, ahead.TotalSeconds);

    public async ValueTask DisposeAsync()
    {
        _redis.StandardInput.Close();
        await _redis.WaitForExitAsync();
        _redis.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<TimeSpan> SecondsAsync(string what, int jobs) =>
        TimeSpan.FromSeconds((await RunAsync(what, jobs))["seconds"]!.GetValue<double>());

    private async Task<double[]> MillisecondsAsync(string what, params double[] numbers) =>
        [.. (await RunAsync(what, numbers))["milliseconds"]!.AsArray().Select(at => at!.GetValue<double>())];

    private async Task<JsonNode> RunAsync(string what, params double[] numbers)
    {
        using var node = Start("node", [
            Path.Combine(Folder, "Peers", "bullmq.mjs"), Socket, what, .. numbers.Select(it => it.ToString(CultureInfo.InvariantCulture))]);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? JsonNode.Parse(await output)!
            : throw new InvalidOperationException($"bullmq.mjs {what} ended with {node.ExitCode}: {await errors}");
    }

    private static bool Answers(string command)
    {
        try
        {
            using var process = Start(command.Split(' ')[0], command.Split(' ')[1]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // not on the path
        }
    }

    private static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
