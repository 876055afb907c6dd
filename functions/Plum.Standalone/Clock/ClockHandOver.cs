using System.Runtime.CompilerServices;

namespace Plum.Standalone.Clock;

/// <summary>Awaits something of the virtual clock, and lets go of the clock once whoever completes it will run what comes after.</summary>
/// <remarks>
/// Let go a moment earlier, the clock could complete it and go on before the awaiting code has been told. When it is complete already the hold
/// is kept: the code after the await lets go of it, as soon as it holds the clock anew.
/// </remarks>
internal sealed class ClockHandOver<T>(Task<T> task, IDisposable? hold) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public ClockHandOver<T> GetAwaiter() => this;

    public T GetResult() => task.GetAwaiter().GetResult();

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
        if (!task.IsCompleted)
        {
            hold?.Dispose();
        }
    }
}
