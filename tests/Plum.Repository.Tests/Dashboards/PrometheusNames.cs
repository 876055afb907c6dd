using Plum.Functions.Shared.Telemetry;

namespace Plum.Repository.Tests.Dashboards;

/// <summary>
/// How Prometheus calls what arrives by OTLP (OpenTelemetry's specification, "Prometheus and OpenMetrics
/// Compatibility").
/// </summary>
internal static class PrometheusNames
{
    /// <summary>
    /// Dots become underscores, units words; what is counted (units in braces) is left out, and counters end in _total.
    /// </summary>
    public static IReadOnlyList<string> Of(Metric metric)
    {
        var name = metric.Name.Replace('.', '_') + (metric.Unit == "s" ? "_seconds" : "");
        return metric.Kind switch
        {
            MetricKind.Counter => [name + "_total"],
            MetricKind.Histogram => [name + "_bucket", name + "_count", name + "_sum"],
            _ => [name],
        };
    }

    public static IReadOnlyList<string> LabelsOf(Metric metric, string name) =>
        ["job", "instance", .. metric.Labels, .. name.EndsWith("_bucket", StringComparison.Ordinal)
            ? ["le"]
            : Array.Empty<string>()];
}
