using System.Collections.Concurrent;
using System.Diagnostics;

namespace Plum.Bench;

/// <summary>Requests since it was made: how long each took, and what told it from the others.</summary>
internal sealed class Traffic
{
    private readonly ConcurrentDictionary<int, double> _answered = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double[] _sorted = [];

    /// <summary>As many requests as get answered, each named by its number.</summary>
    public static async Task<Traffic> FlatOutAsync(int requests, Func<int, Task<int>> ask)
    {
        var (traffic, next) = (new Traffic(), -1);
        await Task.WhenAll(Enumerable.Range(0, OutboundClient.Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < requests)
            {
                await traffic.TimeAsync(() => ask(number));
            }
        })));
        return traffic.Over(requests);
    }

    public TimeSpan Took => _clock.Elapsed;

    public async Task TimeAsync(Func<Task<int>> request)
    {
        var began = Stopwatch.GetTimestamp();
        var own = await request();
        _answered[own] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public Traffic Over(int requests)
    {
        _clock.Stop();
        _sorted = [.. _answered.Values.Order()];
        return _sorted.Length == requests
            ? this
            : throw new InvalidOperationException($"{requests} requests got {_sorted.Length} different answers.");
    }

    /// <summary>Milliseconds within which this share of the requests was answered.</summary>
    public double Late(double share) => _sorted[(int)Math.Min(_sorted.Length - 1, _sorted.Length * share)];
}
