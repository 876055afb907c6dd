using Plum.Functions.Shared;

namespace Plum.Functions.Accounts;

/// <summary>Lets so many in at a time and so many wait; whoever comes then is sent away.</summary>
internal sealed class BoundedLine(int atATime, int waiting)
{
    private int _present;

    private SemaphoreSlim Places { get; } = new(atATime);

    /// <summary>Does the work when its turn has come.</summary>
    /// <exception cref="BusyException">The line is full.</exception>
    public async Task<T> PassAsync<T>(Func<Task<T>> work)
    {
        if (Interlocked.Increment(ref _present) > atATime + waiting)
        {
            Interlocked.Decrement(ref _present);
            throw new BusyException("Too many logins are being checked at once; try again.");
        }

        await Places.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            Places.Release();
            Interlocked.Decrement(ref _present);
        }
    }
}
