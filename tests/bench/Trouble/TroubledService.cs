using System.Diagnostics;
using System.Net.NetworkInformation;
using Plum.Functions.Tests.Support;

namespace Plum.Bench.Trouble;

/// <summary>A process of the service that is killed and started again, always at the same address.</summary>
internal sealed class TroubledService(
    string folder, int port, Dictionary<string, string> environment, string[] settings)
    : IAsyncDisposable
{
    private static readonly HashSet<int> _given = [];

    private PlumProcess? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Null while it is not there.</summary>
    public PlumProcess? Process => Volatile.Read(ref _process);

    /// <summary>Whether it stands still.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Starts it, and tells how long it took until it answered.</summary>
    /// <param name="more">Settings of this life alone.</param>
    public async Task<TimeSpan> StartAsync(params string[] more)
    {
        var clock = Stopwatch.StartNew();
        Volatile.Write(
            ref _process,
            await PlumProcess.StartAsync(folder, environment, [$"--urls={Address}", .. settings, .. more]));
        return clock.Elapsed;
    }

    public Task KillAsync() => EndAsync(process => process.KillAsync());

    public Task StopAsync() => EndAsync(process => process.TerminateAsync());

    public async Task FreezeAsync(TimeSpan time)
    {
        IsFrozen = true;
        await _process!.FreezeAsync();
        await Task.Delay(time, TimeProvider.System);
        await _process.ThawAsync();
        IsFrozen = false;
    }

    public async ValueTask DisposeAsync() => await (_process?.DisposeAsync() ?? default);

    /// <summary>A port where nobody listens, and none that the system gives to connections that go out.</summary>
    public static int FreePort()
    {
        var taken = IPGlobalProperties
            .GetIPGlobalProperties()
            .GetActiveTcpListeners()
            .Select(end => end.Port)
            .ToHashSet();
        var from = 20_000 + (int)(Environment.ProcessId * 97L % 10_000);
        return Enumerable.Range(from, 2_000).First(port => !taken.Contains(port) && _given.Add(port));
    }

    private async Task EndAsync(Func<PlumProcess, Task> end)
    {
        var process = Interlocked.Exchange(ref _process, null)!;
        await end(process);
        await process.DisposeAsync();
    }
}
