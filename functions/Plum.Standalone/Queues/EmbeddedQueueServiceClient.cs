using Azure.Storage.Queues;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>The queues of the embedded store.</summary>
internal sealed class EmbeddedQueueServiceClient(
    EmbeddedStore store, QueueMessageEncoding encoding = QueueMessageEncoding.None)
    : QueueServiceClient(NoTransport.Address(), NoTransport.Of(new QueueClientOptions()))
{
    public override QueueClient GetQueueClient(string queueName) => new EmbeddedQueueClient(store, queueName, encoding);
}
