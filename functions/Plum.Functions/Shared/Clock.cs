using NodaTime;

namespace Plum.Functions.Shared;

/// <summary>The injected clock in the words of the app.</summary>
public static class Clock
{
    public static Instant Now(this TimeProvider time) => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>
    /// Waits until an instant has come. Never returns early, though timers may fire early by their resolution.
    /// </summary>
    public static async Task UntilAsync(this TimeProvider time, Instant instant, CancellationToken ct)
    {
        for (var left = instant - time.Now(); left > Duration.Zero; left = instant - time.Now())
        {
            var wait = left.ToTimeSpan();
            await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, time, ct);
        }
    }

    /// <summary>Whole seconds until an instant, for Retry-After: at least one.</summary>
    public static int SecondsUntil(this TimeProvider time, Instant instant) =>
        Math.Max(1, (int)Math.Ceiling((instant - time.Now()).TotalSeconds));
}
