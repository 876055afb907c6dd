using System.Collections.Concurrent;

namespace Plum.Functions.Shared;

/// <summary>What this process has learned lately. It is bounded: what is forgotten is asked for again.</summary>
/// <param name="lifetime">
/// How long something may be relied on, from the beginning of its reading; null for what never changes.
/// </param>
internal sealed class Remembered<TKey, T>(TimeProvider time, TimeSpan? lifetime = null, int most = 10_000)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Entry> _known = new();
    private readonly SharedReads<(TKey Key, int Changes), T?> _reads = new();
    private readonly Lock _guard = new();
    private int _changes;

    /// <summary>What was learned last, however long ago.</summary>
    public T? Last(TKey key) => _known.TryGetValue(key, out var entry) ? entry.Value : default;

    /// <summary>What may still be relied on.</summary>
    public T? Find(TKey key) => _known.TryGetValue(key, out var entry) && IsFresh(entry) ? entry.Value : default;

    /// <summary>
    /// What may still be relied on, or else what storage says: one reading for all who ask meanwhile.
    /// </summary>
    /// <param name="read">
    /// Null is not remembered. A reading once begun is brought to its end, whoever of those that share it goes away.
    /// </param>
    public ValueTask<T?> FindAsync(TKey key, Func<Task<T?>> read, CancellationToken ct)
    {
        if (_known.TryGetValue(key, out var entry) && IsFresh(entry))
        {
            return new(entry.Value);
        }

        // What was begun before a change is not shared with who comes after it.
        var changes = Volatile.Read(ref _changes);
        return new(_reads.ReadAsync((key, changes), () => ReadAsync(key, read, changes), ct));
    }

    public T Set(TKey key, T value)
    {
        Set(key, value, time.GetTimestamp());
        return value;
    }

    /// <summary>Remembers what was found: null is forgotten.</summary>
    public void Learn(TKey key, T? found)
    {
        if (found is null)
        {
            Forget(key);
        }
        else
        {
            Set(key, found);
        }
    }

    /// <summary>Forgets what has changed, also for those who have read it and not remembered it yet.</summary>
    public void Forget(TKey key)
    {
        lock (_guard)
        {
            _changes++;
            _known.TryRemove(key, out _);
        }
    }

    private async Task<T?> ReadAsync(TKey key, Func<Task<T?>> read, int changes)
    {
        var at = time.GetTimestamp();
        var value = await read();
        lock (_guard)
        {
            if (value is null)
            {
                _known.TryRemove(key, out _);
            }
            else if (changes == _changes)
            {
                Set(key, value, at);
            }
        }

        return value;
    }

    private void Set(TKey key, T value, long at)
    {
        if (_known.Count >= most)
        {
            _known.Clear();
        }

        _known[key] = new(value, at);
    }

    private bool IsFresh(Entry entry) => lifetime is not { } life || time.GetElapsedTime(entry.At) < life;

    private sealed record Entry(T Value, long At);
}
