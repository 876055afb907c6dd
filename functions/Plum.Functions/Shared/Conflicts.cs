namespace Plum.Functions.Shared;

/// <summary>Changes that rest on what was read, and are made again when somebody else wrote first.</summary>
internal static class Conflicts
{
    private const int ImmediateTries = 4;

    /// <summary>
    /// Tries a change until nobody defeats it, each time on what is stored by then. The first tries wait for nobody.
    /// </summary>
    /// <param name="attempt">False when somebody wrote first.</param>
    /// <exception cref="BusyException">Somebody always did.</exception>
    public static async Task RetryOnConflictAsync(
        this TimeProvider time, Func<Task<bool>> attempt, CancellationToken ct, int tries = 20, string? busy = null)
    {
        for (var tried = 1; !await attempt(); tried++)
        {
            if (tried == tries)
            {
                throw busy is null ? new BusyException() : new BusyException(busy);
            }

            if (tried > ImmediateTries)
            {
                var most = 20 << Math.Min(tried - ImmediateTries, 5);
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, most)), time, ct);
            }
        }
    }
}
