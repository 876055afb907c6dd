namespace Plum.Standalone.Clock;

/// <summary>One scope that holds a virtual clock.</summary>
internal sealed class ClockHold(VirtualClock clock) : IDisposable
{
    private VirtualClock? _clock = clock;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _clock, null) is { } clock)
        {
            clock.Update(() => clock.Hold(-1));
        }
    }
}
