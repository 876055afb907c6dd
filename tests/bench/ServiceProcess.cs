using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Plum.Demo;

namespace Plum.Bench;

/// <summary>The built service as a process of its own, started by ./run as a user starts it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    public const string Token = "3cbde128-32b6-47aa-9e62-6353f8b06812";

    /// <summary>
    /// Settings for calls without a receiver: URLs are not asked, neither when a call is queued nor when it is placed.
    /// </summary>
    public static readonly string[] WithoutUrls =
        ["--Plum:Outbound:CheckUrls=false", "--Plum:Gateway:FetchStartUrl=false"];

    private readonly Process _process;
    private readonly string _folder;
    private readonly bool _ownsFolder;

    private ServiceProcess(Process process, string folder, bool ownsFolder, string address)
    {
        _process = process;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Address = address;
        Client = new PlumClient(address, Token);
    }

    public string Address { get; }

    public PlumClient Client { get; }

    /// <summary>From the command to the first answered request.</summary>
    public TimeSpan StartedIn { get; private set; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in megabytes (10^6 bytes).</summary>
    public double Megabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<ServiceProcess> StartAsync(string? folder = null, IEnumerable<string>? settings = null)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("plum-bench-").FullName;
        var port = FreePort();
        string[] arguments =
        [
            Path.Combine(Root(), "run"),
            $"--port={port}",
            $"--data={data}",
            "--Logging:LogLevel:Default=Warning",
            .. settings ?? [],
        ];
        var start = new ProcessStartInfo("bash", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var service = new ServiceProcess(process, data, folder is null, $"http://localhost:{port}/");
        await service.FirstAnswerAsync();
        service.StartedIn = clock.Elapsed;
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();

        if (!_process.HasExited)
        {
            using var interrupt = Process.Start("kill", ["-INT", $"{_process.Id}"]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();

        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task FirstAnswerAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Client.GetAsync("api/schedules");
                return;
            }
            catch (HttpRequestException) when (attempt < 3_000 && !_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
            catch (HttpRequestException) when (_process.HasExited)
            {
                throw new InvalidOperationException(
                    $"The service ended: {await _process.StandardError.ReadToEndAsync()}");
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (!File.Exists(Path.Combine(folder.FullName, "PlumFunctions.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The bench runs from a checkout.");
        }

        return folder.FullName;
    }
}
