using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Calls;

/// <summary>Removes, once a day, what uploads left behind whose process died in the middle.</summary>
public sealed class SweepLists(ListTable lists, TimeProvider time, ILogger<SweepLists> logger)
{
    /// <summary>No upload takes this long; should one, it fails at its end and nothing of it is kept.</summary>
    private static readonly TimeSpan LongestUpload = TimeSpan.FromDays(2);

    [Function(nameof(SweepLists))]
    public async Task Run([TimerTrigger("0 17 3 * * *")] TimerInfo timer, CancellationToken ct)
    {
        foreach (var batch in await lists.AbandonedAsync(time.GetUtcNow() - LongestUpload, ct))
        {
            logger.Swept(batch);
            await lists.DeleteAsync(batch, ct);
            await lists.UnmarkAsync(batch, ct);
        }
    }
}

internal static partial class SweepLog
{
    [LoggerMessage(141, LogLevel.Information, "Removed the pages of upload {Batch}, which never came to its end")]
    public static partial void Swept(this ILogger logger, string batch);
}
