namespace Plum.Standalone.Durable;

/// <summary>
/// The one thread an orchestrator runs on during a turn. Everything it awaits through its context resumes here, in order;
/// whatever resumes it from elsewhere was not made by the context and is reported.
/// </summary>
internal sealed class TurnThread(Action foreign) : SynchronizationContext
{
    private const int Closed = -1;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private volatile int _thread = Closed;

    public bool IsCurrent => _thread == Environment.CurrentManagedThreadId;

    /// <summary>Runs the turn on the calling thread. <see cref="Drain"/> is called by the turn after each event.</summary>
    public void Run(Action turn)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            turn();
        }
        finally
        {
            _thread = Closed;
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Resumes what became ready, until the orchestrator waits or has ended.</summary>
    public void Drain()
    {
        while (_posted.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            _posted.Enqueue((d, state));
        }
        else
        {
            foreign();
        }
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (IsCurrent)
        {
            d(state);
        }
        else
        {
            foreign();
        }
    }

    public override SynchronizationContext CreateCopy() => this;
}
