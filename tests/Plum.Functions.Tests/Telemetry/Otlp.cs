namespace Plum.Functions.Tests.Telemetry;

/// <summary>What a collector received, read by the numbers of the OTLP definitions (opentelemetry-proto 1).</summary>
internal static class Otlp
{
    /// <summary>ExportTraceServiceRequest.</summary>
    public static IEnumerable<Span> Spans(Protobuf request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new Span(
            scope.Path(1).Single().Text(1),
            span.Text(5),
            new(span.Hex(1), span.Hex(2)),
            span.Hex(4),
            Attributes(span, 9),
            [.. span.Messages(13).Select(link => new SpanId(link.Hex(1), link.Hex(2)))],
            span.Path(15).Any(status => status.Number(3) == 2));

    /// <summary>ExportMetricsServiceRequest: numbers, and of histograms how many values and their sum.</summary>
    public static IEnumerable<Point> Points(Protobuf request) =>
        from resource in request.Messages(1)
        from metric in resource.Path(2, 2)
        from point in metric.Path(5, 1).Concat(metric.Path(7, 1)).Concat(metric.Path(9, 1))
        let histogram = metric.Has(9)
        select new Point(
            metric.Text(1),
            metric.Text(3),
            point.Number(2),
            Attributes(point, histogram ? 9 : 7),
            histogram ? point.Number(4) : point.Has(6) ? (long)point.Number(6) : point.Double(4),
            histogram ? point.Double(5) : 0);

    /// <summary>The resource that everything comes from.</summary>
    public static IReadOnlyDictionary<string, string> Resource(Protobuf request) =>
        Attributes(request.Path(1, 1).First(), 1);

    private static Dictionary<string, string> Attributes(Protobuf message, int number) =>
        message.Messages(number).ToDictionary(pair => pair.Text(1), pair => Value(pair.Path(2).Single()));

    private static string Value(Protobuf any) =>
        any.Has(1)
            ? any.Text(1)
            : any.Has(2) ? $"{any.Number(2) == 1}" : any.Has(3) ? $"{(long)any.Number(3)}" : $"{any.Double(4)}";
}

internal readonly record struct SpanId(string Trace, string Id);

/// <param name="Scope">The source that made it.</param>
/// <param name="Parent">The parent's id within the trace; empty at its root.</param>
internal sealed record Span(
    string Scope,
    string Name,
    SpanId Id,
    string Parent,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<SpanId> Links,
    bool IsError)
{
    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}

/// <param name="Since">When whoever tells it began to count, in nanoseconds.</param>
/// <param name="Value">The number; of a histogram, how many values.</param>
internal sealed record Point(
    string Name, string Unit, ulong Since, IReadOnlyDictionary<string, string> Labels, double Value, double Sum);
