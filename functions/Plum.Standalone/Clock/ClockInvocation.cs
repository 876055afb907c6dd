namespace Plum.Standalone.Clock;

/// <summary>One call of a function on a virtual clock: it holds the clock, except while all it does is sleep on it.</summary>
/// <remarks>
/// The call's code runs under a synchronization context that counts its running parts, so the clock knows when the last
/// one has reached an await. A call that sleeps while a part of it may be waiting for something else (storage, a socket)
/// is in doubt: before time goes on it gets a moment of real time. Storage and HTTP of this process hold the clock for
/// themselves, so only how soon time goes on depends on that moment, never what is right.
/// All counts change within the clock's <see cref="VirtualClock.Update"/>.
/// </remarks>
internal sealed class ClockInvocation : SynchronizationContext
{
    private static readonly AsyncLocal<ClockInvocation?> Ambient = new();

    private readonly VirtualClock _clock;
    private int _running;
    private int _sleeping;
    private bool _ended;
    private bool _holds;
    private bool _parted;
    private bool _inDoubt;

    private ClockInvocation(VirtualClock clock) => _clock = clock;

    /// <summary>The clock of the call this code is part of, null outside calls and in real time.</summary>
    public static VirtualClock? Clock => Ambient.Value?._clock;

    /// <summary>The call this code is part of, if it is on that clock and has not ended.</summary>
    public static ClockInvocation? On(VirtualClock clock) =>
        Ambient.Value is { } call && call._clock == clock ? call : null;

    public static async Task RunAsync(VirtualClock clock, Func<Task> body)
    {
        var call = new ClockInvocation(clock);
        clock.Update(call.Enter);
        try
        {
            Ambient.Value = call;
            var running = Task.CompletedTask;
            call.Run(() => running = body());
            await running.ConfigureAwait(false);
        }
        finally
        {
            clock.Update(call.End);
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        _clock.Update(Enter);
        ThreadPool.UnsafeQueueUserWorkItem(part => Run(() => d(part)), state, preferLocal: true);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>A part begins to run.</summary>
    public void Enter()
    {
        _running++;
        Settle();
    }

    /// <summary>A part has run to its next await, or to its end.</summary>
    public void Leave()
    {
        _running--;
        Settle();
    }

    /// <summary>A part goes to sleep on the clock.</summary>
    public void Sleep()
    {
        _sleeping++;
        // Code that runs outside this context (Task.Run) is not counted, and may have more to do before it awaits.
        _parted = _sleeping > 1 || Current != this;
        Settle();
    }

    /// <summary>A sleep is given up.</summary>
    public void Rouse()
    {
        _sleeping--;
        _parted = _sleeping > 0;
        Settle();
    }

    /// <summary>A sleep is over and its part begins to run.</summary>
    public void Wake()
    {
        _running++;
        Rouse();
    }

    private void End()
    {
        _ended = true;
        Settle();
    }

    /// <summary>Runs a part that has been entered.</summary>
    private void Run(Action part)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            part();
        }
        finally
        {
            SetSynchronizationContext(before);
            _clock.Update(Leave);
        }
    }

    private void Settle()
    {
        var holds = !_ended && (_running > 0 || _sleeping == 0);
        var inDoubt = !_ended && !holds && _parted;
        _clock.Hold((holds ? 1 : 0) - (_holds ? 1 : 0));
        _clock.Doubt((inDoubt ? 1 : 0) - (_inDoubt ? 1 : 0));
        (_holds, _inDoubt) = (holds, inDoubt);
    }
}
