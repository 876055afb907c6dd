using Azure.Core;

namespace Azure.Storage.Queues;

/// <summary>How message text travels, and retries and transport of the REST client.</summary>
public sealed class QueueClientOptions : ClientOptions
{
    public QueueMessageEncoding MessageEncoding { get; set; }
}

/// <summary>How message text travels: as it is (it must then be valid in XML), or as Base64.</summary>
public enum QueueMessageEncoding
{
    None = 0,
    Base64 = 1,
}
