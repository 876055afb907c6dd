// Package Azure.Monitor.OpenTelemetry.Exporter 1.9.0.

using Azure.Core;
using OpenTelemetry;

namespace Azure.Monitor.OpenTelemetry.Exporter;

public static class OpenTelemetryBuilderExtensions
{
    public static IOpenTelemetryBuilder UseAzureMonitorExporter(this IOpenTelemetryBuilder builder) => throw null!;
    public static IOpenTelemetryBuilder UseAzureMonitorExporter(
        this IOpenTelemetryBuilder builder, Action<AzureMonitorExporterOptions> configureAzureMonitor) => throw null!;
}

public class AzureMonitorExporterOptions : ClientOptions
{
    public AzureMonitorExporterOptions() { }
    public AzureMonitorExporterOptions(ServiceVersion version = ServiceVersion.v2_1) { }
    public string ConnectionString { get => throw null!; set => throw null!; }
    public TokenCredential Credential { get => throw null!; set => throw null!; }
    public bool DisableOfflineStorage { get => throw null!; set => throw null!; }
    public bool EnableLiveMetrics { get => throw null!; set => throw null!; }
    public bool EnablePerformanceCounters { get => throw null!; set => throw null!; }
    public bool EnableStandardMetrics { get => throw null!; set => throw null!; }
    public bool EnableTraceBasedLogsSampler { get => throw null!; set => throw null!; }
    public float SamplingRatio { get => throw null!; set => throw null!; }
    public string StorageDirectory { get => throw null!; set => throw null!; }
    public double? TracesPerSecond { get => throw null!; set => throw null!; }
    public ServiceVersion Version { get => throw null!; set => throw null!; }

    public enum ServiceVersion
    {
        v2_1 = 1,
    }
}
