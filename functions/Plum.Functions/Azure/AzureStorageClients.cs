using Azure.Core;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Shared;

/// <summary>The packages' clients count nothing by themselves.</summary>
internal static partial class StorageClients
{
    static partial void Meter(ClientOptions options, CountedOperations operations) =>
        options.AddPolicy(operations, HttpPipelinePosition.PerCall);
}
