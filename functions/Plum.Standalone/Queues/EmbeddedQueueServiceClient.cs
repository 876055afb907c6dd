using System.Collections.Concurrent;
using Azure.Storage.Queues;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>The queues of the embedded store.</summary>
internal sealed class EmbeddedQueueServiceClient(EmbeddedStore store)
    : QueueServiceClient(NoTransport.Address(), NoTransport.Of(new QueueClientOptions()))
{
    // Kept, because the base takes a while to build each.
    private readonly ConcurrentDictionary<string, EmbeddedQueueClient> _queues = new();

    public override QueueClient GetQueueClient(string queueName) =>
        _queues.GetOrAdd(queueName, name => new(store, name));
}
