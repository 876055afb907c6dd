using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Retries and transport of the REST client; the embedded store has no use for them.</summary>
public sealed class TableClientOptions : ClientOptions
{
    /// <param name="serviceVersion">There for callers compiled against the Azure package; the REST client speaks one version, 2020-12-06.</param>
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06) => _ = serviceVersion;

    [SuppressMessage("Naming", "CA1707", Justification = "The Azure package named it.")]
    [SuppressMessage("Design", "CA1008", Justification = "The Azure package numbered it.")]
    public enum ServiceVersion
    {
        V2020_12_06 = 2,
    }
}
