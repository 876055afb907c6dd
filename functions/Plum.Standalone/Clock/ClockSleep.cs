namespace Plum.Standalone.Clock;

/// <summary>Tells the timer behind <c>Task.Delay</c> from other timers, such as a cancellation's time-out.</summary>
/// <remarks>
/// A call that awaits a delay is asleep; one that set a time-out is at work. The types of the delays' state are the runtime's
/// own, so they are learned by making such delays on a clock that only looks.
/// </remarks>
internal static class ClockSleep
{
    private static readonly HashSet<Type> Delays = Learn();

    public static bool Is(object? state) => state is Task && Delays.Contains(state.GetType());

    private static HashSet<Type> Learn()
    {
        var onlooker = new Onlooker();
        using var source = new CancellationTokenSource();
        _ = Task.Delay(TimeSpan.FromDays(1), onlooker);
        _ = Task.Delay(TimeSpan.FromDays(1), onlooker, source.Token);
        return onlooker.Seen;
    }

    private sealed class Onlooker : TimeProvider
    {
        public HashSet<Type> Seen { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Seen.Add(state!.GetType());
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
