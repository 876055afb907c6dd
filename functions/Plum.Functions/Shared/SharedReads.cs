using System.Collections.Concurrent;

namespace Plum.Functions.Shared;

/// <summary>Whoever asks for what is being read already waits for that reading and shares it.</summary>
/// <remarks>A reading once begun is brought to its end, whoever of those that share it goes away.</remarks>
internal sealed class SharedReads<TKey, T>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<T>>> _running = new();

    public Task<T> ReadAsync(TKey key, Func<Task<T>> read, CancellationToken ct) =>
        _running.GetOrAdd(key, _ => new(() => RunAsync(key, read))).Value.WaitAsync(ct);

    private async Task<T> RunAsync(TKey key, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        finally
        {
            _running.TryRemove(key, out _);
        }
    }
}
