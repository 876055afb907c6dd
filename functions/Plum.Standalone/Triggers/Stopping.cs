using Plum.Standalone.Clock;

namespace Plum.Standalone.Triggers;

/// <summary>How triggers stop, as on the Functions host: what runs is canceled at once, and then waited for.</summary>
internal static class Stopping
{
    /// <summary>Waits for what runs and has been canceled.</summary>
    /// <param name="hurry">The host has no more time.</param>
    public static async Task WaitAsync(Task running, TimeProvider time, CancellationToken hurry)
    {
        var hurried = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, hurry);
        // A virtual clock may stand still for good now: what still sleeps on it would never finish.
        await Task.WhenAny(running, hurried, time is VirtualClock clock ? clock.WhenIdleAsync() : hurried);
    }
}
