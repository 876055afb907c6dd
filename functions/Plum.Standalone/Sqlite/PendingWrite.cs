namespace Plum.Standalone.Sqlite;

/// <summary>A write waiting for its turn, then for the commit it is part of.</summary>
internal abstract class PendingWrite(long bytes)
{
    /// <summary>About how much memory it holds.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Does the work inside the open transaction; its answer is given once that is on disk.</summary>
    /// <remarks>A refusal is an answer like any other; only a fault of the store is thrown.</remarks>
    public abstract void Run(WriteSession session);

    public abstract void Fail(Exception fault);
}

internal sealed class PendingWrite<T>(long bytes, Func<WriteSession, T> work) : PendingWrite(bytes)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Done => _done.Task;

    public override void Run(WriteSession session)
    {
        try
        {
            var result = work(session);
            session.AfterCommit(() => _done.TrySetResult(result));
        }
        catch (Exception refusal) when (refusal is not StoreFault)
        {
            session.AfterCommit(() => _done.TrySetException(refusal));
        }
    }

    public override void Fail(Exception fault) => _done.TrySetException(fault);
}
