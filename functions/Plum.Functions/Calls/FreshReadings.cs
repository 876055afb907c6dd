using System.Collections.Concurrent;

namespace Plum.Functions.Calls;

/// <summary>
/// Readings that many share, each of them relied on for a bounded time from the beginning of its read, by a monotonic
/// clock.
/// </summary>
/// <param name="validity">How long a reading may be relied on.</param>
internal sealed class FreshReadings<TKey, T>(
    TimeSpan validity, Func<TKey, CancellationToken, Task<T>> load, TimeProvider time)
    where TKey : notnull
{
    private const int MostReads = 3;
    private readonly ConcurrentDictionary<TKey, Task<Reading>> _readings = new();

    public void Clear() => _readings.Clear();

    /// <summary>What is read of it from now on is read anew.</summary>
    public void Forget(TKey key) => _readings.TryRemove(key, out _);

    /// <exception cref="TimeoutException">Storage takes longer than a reading is good for.</exception>
    public async ValueTask<T> ReadAsync(TKey key, CancellationToken ct)
    {
        for (var reads = 0; ; reads++)
        {
            if (_readings.TryGetValue(key, out var shared))
            {
                if (await TryAwaitAsync(shared) is { } reading && time.GetElapsedTime(reading.At) <= validity)
                {
                    return reading.Value;
                }

                _readings.TryRemove(new(key, shared));
            }

            if (reads == MostReads)
            {
                throw new TimeoutException(
                    $"Storage takes longer than {validity} to tell about "
                        + $"{key}: no call may start on so old a reading.");
            }

            await StartAsync(key, ct);

            // Not returned as it is: an answer that was long on its way is too old when it comes.
        }
    }

    // Many calls share one read: the first starts it, the others find it.
    private async Task StartAsync(TKey key, CancellationToken ct)
    {
        var mine = new TaskCompletionSource<Reading>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_readings.TryAdd(key, mine.Task))
        {
            return;
        }

        try
        {
            var at = time.GetTimestamp();
            mine.SetResult(new(at, await load(key, ct)));
        }
        catch (Exception e)
        {
            mine.SetException(e);
            _ = mine.Task.Exception; // seen
            throw;
        }
    }

    private static async Task<Reading?> TryAwaitAsync(Task<Reading> shared)
    {
        try
        {
            return await shared;
        }
        catch (Exception)
        {
            return null; // whoever began that read has the error; this caller reads for itself
        }
    }

    private sealed record Reading(long At, T Value);
}
