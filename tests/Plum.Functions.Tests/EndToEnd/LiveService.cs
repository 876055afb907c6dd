using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Plum.Functions.Tests.Support;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Functions.Tests.EndToEnd;

/// <summary>
/// The service as somebody starts it who has copied local.settings.sample.json and done nothing else.
/// </summary>
/// <remarks>
/// <c>PLUM_TEST_HOST</c> says how: <c>func</c> is <c>func start</c> in the folder <c>PLUM_TEST_APP</c>, which holds the
/// published app, with Azurite; <c>standalone</c> the standalone process; otherwise that on a virtual clock, which
/// takes seconds instead of minutes.
/// </remarks>
internal sealed class LiveService : IAsyncDisposable
{
    /// <summary>A cold Functions host on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly string _host = Environment.GetEnvironmentVariable("PLUM_TEST_HOST") ?? "virtual";
    private readonly string _data = Directory.CreateTempSubdirectory("plum-live-").FullName;
    private readonly string _folder;
    private readonly int _port = FreePort();
    private readonly AzuriteProcess? _azurite;
    private readonly ConcurrentQueue<string> _output = new();
    private Process? _process;
    private DateTimeOffset _virtualStart = new(2022, 1, 3, 8, 0, 0, TimeSpan.FromHours(-5));

    private LiveService(AzuriteProcess? azurite)
    {
        _azurite = azurite;
        _folder = IsFunc ? Environment.GetEnvironmentVariable("PLUM_TEST_APP")! : _data;
        File.Copy(Above("local.settings.sample.json"), Path.Combine(_folder, "local.settings.json"), overwrite: true);
        Client = new() { BaseAddress = new($"http://127.0.0.1:{_port}/"), Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PlumServer.Token);
    }

    public HttpClient Client { get; }

    /// <summary>The day on its clock at its start, Eastern.</summary>
    public DateTimeOffset Today =>
        IsVirtual ? _virtualStart : TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(-5));

    private bool IsVirtual => _host == "virtual";

    private bool IsFunc => _host == "func";

    public static async Task<LiveService> StartAsync()
    {
        var azurite = Environment.GetEnvironmentVariable("PLUM_TEST_HOST") == "func"
            ? await AzuriteProcess.TryStartAsync()
            : null;
        var service = new LiveService(azurite);
        await service.StartProcessAsync();
        return service;
    }

    /// <summary>SIGKILL, for whatever it started too, and a new start.</summary>
    /// <param name="heard">
    /// The last time by its clock that was heard from it: a virtual clock goes on a day later.
    /// </param>
    public async Task KillAndStartAsync(DateTimeOffset heard, Action killed)
    {
        _virtualStart = heard.AddDays(1);
        await KillAsync();
        killed();
        await StartProcessAsync();
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!await isSo())
        {
            Assert.False(_process!.HasExited, $"The service ended while waiting until {what}:\n{Tail()}");
            Assert.False(
                patience.IsCancellationRequested,
                $"Waited {Patience} in vain until {what}. The service's last words:\n{Tail()}");
            await Task.Delay(Look, TimeProvider.System);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        File.Delete(Path.Combine(_folder, "local.settings.json"));
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>
    /// Its log names campaigns and no secrets. Standalone it is written as JSON, a setting of .NET's own; what is not
    /// is the welcome that shows a developer his token.
    /// </summary>
    public void AssertLog()
    {
        var log = _output.Where(line => IsFunc || line.StartsWith('{')).ToList();
        Assert.Contains(log, line => line.Contains("Campaign", StringComparison.Ordinal));
        Assert.All(log, line => Assert.Null(Secrets.In(line)));
    }

    private async Task StartProcessAsync()
    {
        var start = IsFunc ? Func() : Standalone();
        start.WorkingDirectory = _folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        // A carrier that does not recognise attempts: a call that would be dialed twice is seen twice.
        start.Environment["Plum__Gateway__TakesIdempotencyKey"] = "false";
        start.Environment["Plum__Gateway__LongestCallSeconds"] = "3";
        start.Environment["AzureWebJobsStorage"] = _azurite?.ConnectionString
            ?? $"Sqlite={Path.Combine(_data, "plum.db")}";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilAsync("it is ready", IsReadyAsync);
    }

    // The folder holds a built app and no project, so nothing is built; FUNCTIONS_WORKER_RUNTIME is in the settings, so
    // nothing is asked.
    private ProcessStartInfo Func()
    {
        var start = new ProcessStartInfo(Tool.Func.Path, ["start", "--no-build", "--port", $"{_port}"]);
        start.Environment["FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT"] = "1";
        return start;
    }

    private ProcessStartInfo Standalone()
    {
        string[] clock = IsVirtual ? [$"--virtual-clock={_virtualStart:O}"] : [];
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Plum.Standalone.dll"),
                "--environment=Development",
                $"--urls=http://127.0.0.1:{_port}",
                .. clock,
            ]);
        start.Environment["Logging__LogLevel__Default"] = "Debug";
        start.Environment["Logging__Console__FormatterName"] = "json";
        start.Environment["Logging__Console__FormatterOptions__IncludeScopes"] = "true";
        return start;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync("health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // not listening yet
        }
    }

    private async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true); // func is node, the host and the worker
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Tail() => string.Join('\n', _output.TakeLast(60));

    private static string Above(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, file)))
        {
            folder = folder.Parent ?? throw new FileNotFoundException($"{file} is not above the tests.");
        }

        return Path.Combine(folder.FullName, file);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
