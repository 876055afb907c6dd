using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Plum.Functions.Tests.Support;

/// <summary>The service as a process of its own, so that a test can kill it.</summary>
internal sealed class PlumProcess : IAsyncDisposable
{
    private const string Banner = "PlumFunctions listens on ";

    private readonly Process _process;

    private PlumProcess(Process process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    public HttpClient Client { get; }

    /// <summary>Starts it on a folder and waits until it answers.</summary>
    public static Task<PlumProcess> StartAsync(string folder, DateTimeOffset clock, params string[] settings) =>
        StartAsync(folder, new Dictionary<string, string>(), [$"--virtual-clock={clock:O}", .. settings]);

    /// <summary>Likewise by the machine's own clock, with more in its environment.</summary>
    public static async Task<PlumProcess> StartAsync(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "Plum.Standalone.dll"),
            "--environment=Development", "--urls=http://127.0.0.1:0", $"--data={folder}",
            $"--Plum:Development:Token={PlumServer.Token}", "--Plum:Development:Account=demo",
            "--Plum:Development:Login=demo", "--Plum:Development:Pin=1234",
            "--Plum:Outbound:AllowPrivateNetworks=true", "--Logging:LogLevel:Default=Error", .. settings,
        ];
        var start =
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var client = new HttpClient
        {
            BaseAddress = await AddressAsync(process) ?? throw await EndedAsync(process),
            Timeout = TimeSpan.FromSeconds(30),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PlumServer.Token);
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("api/schedules");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return new(process, client);
                }
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Yield(); // not listening yet
            }
            catch (HttpRequestException)
            {
                throw await EndedAsync(process);
            }
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it stops in good order, however long it takes.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it stands still, as on a machine that pauses, until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<Exception> EndedAsync(Process process) =>
        new InvalidOperationException(
            $"The service ended at its start: {await process.StandardError.ReadToEndAsync()}");

    // It chooses a port that nobody else has, and says which. Null when it has ended before.
    private static async Task<Uri?> AddressAsync(Process process)
    {
        var address = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetResult(null);
            }
            else if (line.Data.StartsWith(Banner, StringComparison.Ordinal))
            {
                address.TrySetResult(new(line.Data[Banner.Length..].Split(' ')[0]));
            }
        };
        process.BeginOutputReadLine();
        return await address.Task;
    }
}
