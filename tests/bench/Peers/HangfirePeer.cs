using System.Diagnostics;
using System.Globalization;
using Hangfire;
using Hangfire.Storage.SQLite;

namespace Plum.Bench.Peers;

/// <summary>Hangfire on SQLite with twenty workers, as many as it takes at most by itself. It has no limiter.</summary>
internal sealed class HangfirePeer : IDisposable
{
    private const int Workers = 20;

    private static CountdownEvent _left = new(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plum-bench-hangfire-");
    private readonly SQLiteStorage _storage;

    public HangfirePeer() => _storage = new(Path.Combine(_folder.FullName, "hangfire.db"));

    public TimeSpan Accept(int jobs)
    {
        var client = new BackgroundJobClient(_storage);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < jobs; i++)
        {
            var (number, reference) = (Text($"tel:+1{2_120_000_000L + i};ani=7778889999"), Text($"ref{i}"));
            client.Enqueue(() => NoOp(number, reference));
        }

        return clock.Elapsed;
    }

    public TimeSpan Drain(int jobs)
    {
        _left = new(jobs);
        var clock = Stopwatch.StartNew();
        using var server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = Workers }, _storage);
        _left.Wait();
        return clock.Elapsed;
    }

    /// <summary>Hangfire calls it by its name.</summary>
    public static void NoOp(string phoneNumber, string reference) => _left.Signal();

    public void Dispose()
    {
        _storage.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
