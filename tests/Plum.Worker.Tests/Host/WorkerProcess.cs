using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Plum.Worker.Tests.Host;

/// <summary>The built app, started as the Functions host starts it, with the settings of the sample.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string MaxMessage = "2147483647";
    private const string Sample = "local.settings.sample.json";

    // So long the host lets a worker that was told to end.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private WorkerProcess(ProcessStartInfo start, Action<string> ended)
    {
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Exited += (_, _) => ended($"The worker ended:\n{Output}");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The folder of the built app.</summary>
    public static string App { get; } = Path.GetFullPath(typeof(WorkerProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "App").Value!);

    public string Output => string.Join('\n', _output).Trim();

    /// <param name="settings">Instead of the sample's.</param>
    public static WorkerProcess Start(
        Uri host, string storage, IReadOnlyDictionary<string, string> settings, Action<string> ended)
    {
        var (worker, request) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(App, "Plum.Functions.dll"),
            "--host", host.Host, "--port", $"{host.Port}", "--workerId", worker, "--requestId", request,
            "--grpcMaxMessageLength", MaxMessage,
            "--functions-uri", $"{host}", "--functions-worker-id", worker, "--functions-request-id", request,
            "--functions-grpc-max-message-length", MaxMessage,
        ])
        {
            WorkingDirectory = App,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var setting in Settings().EnumerateObject())
        {
            start.Environment[setting.Name] = setting.Value.GetString();
        }

        start.Environment["AzureWebJobsStorage"] = storage;
        start.Environment["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development";
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = App;
        // Calls last five seconds; all else is as in the sample.
        start.Environment["Plum__Gateway__LongestCallSeconds"] = "0";
        // with it the first call of each of the first campaigns is answered
        start.Environment["Plum__Gateway__Seed"] = "7";
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new(start, ended);
    }

    /// <summary>Waits for its end as long as the host does, then ends it. Its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var grace = new CancellationTokenSource(Grace, TimeProvider.System);
        await _process.WaitForExitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        return _process.ExitCode;
    }

    public void Dispose() => _process.Dispose();

    private static JsonElement Settings()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, Sample)))
        {
            folder = folder.Parent ?? throw new FileNotFoundException($"{Sample} is not above the tests.");
        }

        return JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, Sample))).GetProperty("Values");
    }
}
