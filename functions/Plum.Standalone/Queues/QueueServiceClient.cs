#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

using Azure.Core;
using Plum.Standalone.Queues;

namespace Azure.Storage.Queues;

/// <summary>The queues of one account: an embedded file (<c>Sqlite=path</c>) or a storage service.</summary>
public sealed class QueueServiceClient
{
    private readonly QueueBackend _backend;
    private readonly QueueClientOptions _options;

    public QueueServiceClient(string connectionString)
        : this(connectionString, null)
    {
    }

    public QueueServiceClient(string connectionString, QueueClientOptions options)
    {
        _options = options ?? new QueueClientOptions();
        _backend = QueueBackend.Of(connectionString, _options);
    }

    public QueueServiceClient(Uri serviceUri, TokenCredential credential, QueueClientOptions options = null)
    {
        _options = options ?? new QueueClientOptions();
        _backend = QueueBackend.Of(serviceUri, credential, _options);
    }

    public QueueClient GetQueueClient(string queueName) => new(_backend, queueName, _options.MessageEncoding);
}
