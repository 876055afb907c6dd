using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Plum.Bench.Peers;

/// <summary>BullMQ on a Redis of its own, whose file of all commands is on disk every second.</summary>
/// <remarks>Snapshots are off: they would only cost it time.</remarks>
internal sealed class BullMq : IAsyncDisposable
{
    // Redis ends with its input, so that it never outlives the bench, however that ends.
    private const string EndWithStandardInput = "redis-server \"$@\" >/dev/null & read -r; kill $!; wait";

    private static readonly string[] Needed = ["redis-server", "node"];

    private readonly Process _redis;
    private readonly DirectoryInfo _folder;

    private BullMq(Process redis, DirectoryInfo folder) => (_redis, _folder) = (redis, folder);

    private string Socket => Path.Combine(_folder.FullName, "redis.sock");

    private static string Folder => Path.Combine(ServiceProcess.Root(), "tests", "bench");

    /// <summary>What it needs and does not find, as a row; null where it can be measured.</summary>
    public static Row? Missing =>
        Needed.FirstOrDefault(program => Version(program) is null) is { } lacking
            ? Row.Skipped("BullMQ", $"no {lacking}")
        : Directory.Exists(Path.Combine(Folder, "node_modules", "bullmq")) ? null
        : Row.Skipped("BullMQ", "no npm packages (npm ci --prefix tests/bench)");

    /// <summary>What it runs on here: <c>Redis 7.0.15, node 20.20.2</c>.</summary>
    public static string Versions =>
        $"Redis {Regex.Match(Version("redis-server")!, @"v=(\S+)").Groups[1]}, node {Version("node")!.TrimStart('v')}";

    public static async Task<BullMq> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("plum-bench-redis-");
        var socket = Path.Combine(folder.FullName, "redis.sock");
        var redis = Start(
            "bash", "-c", EndWithStandardInput, "redis",
            "--port", "0", "--unixsocket", socket, "--dir", folder.FullName,
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
        var texts = numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));
        using var node = Start("node", [Path.Combine(Folder, "Peers", "bullmq.mjs"), Socket, what, .. texts]);
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? JsonNode.Parse(await output)!
            : throw new InvalidOperationException($"bullmq.mjs {what} ended with {node.ExitCode}: {await errors}");
    }

    private static string? Version(string program)
    {
        try
        {
            using var process = Start(program, "--version");
            return process.StandardOutput.ReadLine();
        }
        catch (Win32Exception)
        {
            return null; // not on the path
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
