using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.Volume;

/// <summary>Stops what it runs at one of its requests to storage, as a kill does.</summary>
internal static class Killed
{
    /// <summary>
    /// Runs it until it has made so many requests; whether the last one is still done is storage's to say.
    /// </summary>
    public static async Task AtAsync(int request, Func<CancellationToken, Task> act)
    {
        using var life = new CancellationTokenSource();
        try
        {
            await StorageOperations.WatchAsync(() => act(life.Token), asked =>
            {
                if (asked == request)
                {
                    life.Cancel();
                }
            });
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
        }
    }
}
