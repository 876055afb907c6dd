using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Plum.Standalone.Sqlite;
using Plum.Standalone.Tables;

namespace Plum.Standalone.Tests.Durable;

/// <summary>A process that makes the <see cref="Journey"/> and kills itself at one of its steps.</summary>
internal static class CrashChild
{
    public const string Argument = "crash-child";

    /// <summary>Starts such a process and waits for its end.</summary>
    /// <param name="step">Where it is to die, counted from 0; -1 for never.</param>
    public static async Task<(int ExitCode, string Output)> StartAsync(string file, int step)
    {
        var self = typeof(CrashChild).Assembly.Location;
        var start = new ProcessStartInfo(
            Environment.ProcessPath!)
        { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(self);
        }

        foreach (var argument in new[] { Argument, file, step.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await error);
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var (file, left) = (args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
        using var store = new EmbeddedStore(file, TimeProvider.System);
        var bench = new DurableBench(new EmbeddedTableServiceClient(store))
        {
            Boundary = _ =>
            {
                if (Interlocked.Decrement(ref left) == -1 && args[2] != "-1")
                {
                    Process.GetCurrentProcess().Kill();
                    new ManualResetEventSlim().Wait(); // the signal may take a moment
                }
            },
        };
        bench.Journal.Noted = line => File.AppendAllLines(file + ".journal", [line]);
        await using var host = await bench.StartAsync(typeof(Journey));
        await ScheduleAsync(host);
        Console.Write(JsonSerializer.Serialize(await host.ResultAsync<List<string>>()));
        return 0;
    }

    /// <summary>Starts the journeys that were not accepted yet.</summary>
    public static async Task ScheduleAsync(DurableHost host, params string[] ids)
    {
        foreach (var id in ids.DefaultIfEmpty("one"))
        {
            if (await host.Client.GetInstanceAsync(id) is null)
            {
                await host.StartAsync(nameof(Journey.Travel), new Journey.Stage(1, []), id);
            }
        }
    }
}
