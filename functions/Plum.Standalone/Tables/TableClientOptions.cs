using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>Retries and transport of the REST client; the embedded store has no use for them.</summary>
public sealed class TableClientOptions : ClientOptions;
