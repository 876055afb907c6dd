namespace Plum.Standalone.Triggers;

/// <summary>Counts what is running, so that a stop can wait for it.</summary>
internal sealed class WorkCount
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Enter()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _none?.TrySetResult();
            }
        }
    }

    public Task WhenNone()
    {
        lock (_lock)
        {
            _none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _count == 0 ? Task.CompletedTask : _none.Task;
        }
    }
}
