using Plum.Standalone.Clock;

namespace Plum.Standalone.Triggers;

/// <summary>How triggers stop: they start nothing new, let what runs finish for a while, then cancel it.</summary>
internal static class Stopping
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task WaitAsync(Task running, TimeProvider time, CancellationTokenSource abandon)
    {
        // A virtual clock may stand still for good now: what only sleeps on it would never finish.
        var asleep = time is VirtualClock clock ? clock.WhenIdleAsync() : Task.Delay(Patience, time);
        if (await Task.WhenAny(running, asleep, Task.Delay(Patience, TimeProvider.System)) != running)
        {
            await abandon.CancelAsync();
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System));
        }
    }
}
