using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Storage.Queues;

/// <summary>How message text travels, and retries and transport of the REST client.</summary>
public sealed class QueueClientOptions : ClientOptions
{
    /// <param name="version">There for callers compiled against the Azure package; the REST client speaks one version, 2020-12-06.</param>
    public QueueClientOptions(ServiceVersion version = ServiceVersion.V2026_10_06) => _ = version;

    public QueueMessageEncoding MessageEncoding { get; set; }

    [SuppressMessage("Naming", "CA1707", Justification = "The Azure package named it.")]
    [SuppressMessage("Design", "CA1008", Justification = "The Azure package numbered it.")]
    public enum ServiceVersion
    {
        V2026_10_06 = 32,
    }
}

/// <summary>How message text travels: as it is (it must then be valid in XML), or as Base64.</summary>
public enum QueueMessageEncoding
{
    None = 0,
    Base64 = 1,
}
