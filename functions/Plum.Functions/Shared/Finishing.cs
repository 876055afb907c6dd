namespace Plum.Functions.Shared;

/// <summary>Work that a stop must not cut in two: its token outlives the function's as long as hosts wait.</summary>
public sealed class Finishing : IDisposable
{
    /// <summary>Hosts wait for half a minute.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(25);

    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenRegistration _stopped;

    /// <param name="stop">The token of the function that does the work.</param>
    public Finishing(TimeProvider time, CancellationToken stop)
    {
        _over = new(Timeout.InfiniteTimeSpan, time);
        _stopped = stop.UnsafeRegister(_ => _over.CancelAfter(Grace), null);
    }

    public CancellationToken Token => _over.Token;

    public void Dispose()
    {
        _stopped.Dispose();
        _over.Dispose();
    }
}
