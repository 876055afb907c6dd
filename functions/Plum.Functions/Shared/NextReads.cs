namespace Plum.Functions.Shared;

/// <summary>
/// Whoever asks while something is being read shares the next reading with all others who do. It begins after they
/// asked.
/// </summary>
/// <remarks>
/// However many ask, one reading is under way at a time; and nobody is told of less than was stored when they asked.
/// </remarks>
internal sealed class NextReads<TKey, T>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Reading> _last = [];

    /// <param name="read">Brought to its end, whoever of those that share it goes away.</param>
    public Task<T> ReadAsync(TKey key, Func<Task<T>> read, CancellationToken ct)
    {
        Reading? before;
        Reading mine;
        lock (_last)
        {
            if (_last.TryGetValue(key, out before) && !before.HasBegun)
            {
                return before.Result.Task.WaitAsync(ct);
            }

            _last[key] = mine = new();
        }

        _ = RunAsync(key, mine, before, read);
        return mine.Result.Task.WaitAsync(ct);
    }

    private async Task RunAsync(TKey key, Reading mine, Reading? before, Func<Task<T>> read)
    {
        await (before?.Ended.Task ?? Task.CompletedTask);
        lock (_last)
        {
            mine.HasBegun = true;
        }

        try
        {
            mine.Result.SetResult(await read());
        }
        catch (Exception e)
        {
            mine.Result.SetException(e);
        }

        lock (_last)
        {
            if (_last[key] == mine)
            {
                _last.Remove(key);
            }
        }

        mine.Ended.SetResult();
    }

    private sealed class Reading
    {
        public TaskCompletionSource<T> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasBegun { get; set; }
    }
}
