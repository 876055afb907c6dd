using Azure.Storage.Queues;

namespace Plum.Standalone.Queues;

/// <summary>Tells a trigger when to look at its queue, so that it need not poll.</summary>
internal static class QueueSignals
{
    /// <summary>
    /// When the earliest message is or becomes visible. The embedded store knows exactly; for a storage service it is what this
    /// process knows from its own sends and receives, null when that is nothing.
    /// </summary>
    public static DateTimeOffset? NextVisible(QueueClient queue) => queue.Backend.NextVisible(queue.Name);

    /// <summary>Completes when a message was sent or became due earlier, by this process.</summary>
    /// <remarks>Take the task first and look at <see cref="NextVisible"/> after: a change between the two is then not missed.</remarks>
    public static Task WaitForChangeAsync(QueueClient queue, CancellationToken ct) => queue.Backend.ChangedAsync(queue.Name, ct);
}
