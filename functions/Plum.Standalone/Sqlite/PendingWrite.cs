namespace Plum.Standalone.Sqlite;

/// <summary>A write waiting for its turn, then for the commit it is part of.</summary>
internal abstract class PendingWrite(long bytes)
{
    /// <summary>About how much memory it holds.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Does the work inside the open transaction. A refusal is kept as the answer; only a fault of the store is thrown.</summary>
    public abstract void Run(WriteSession session);

    /// <summary>Gives the answer, now that it is on disk.</summary>
    public abstract void Answer();

    public abstract void Fail(Exception fault);
}

internal sealed class PendingWrite<T>(long bytes, Func<WriteSession, T> work) : PendingWrite(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _refusal;

    public Task<T> Done => _done.Task;

    public override void Run(WriteSession session)
    {
        _refusal = null;
        try
        {
            _result = work(session);
        }
        catch (Exception refusal) when (refusal is not StoreFault)
        {
            _refusal = refusal;
        }
    }

    public override void Answer()
    {
        if (_refusal is null)
        {
            _done.TrySetResult(_result);
        }
        else
        {
            _done.TrySetException(_refusal);
        }
    }

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}
