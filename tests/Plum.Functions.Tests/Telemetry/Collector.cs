using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Tests.Telemetry;

/// <summary>An OpenTelemetry collector: takes what is exported over HTTP and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<(string Path, string Authorization, byte[] Body)> _requests = new();

    private Collector(WebApplication web) => _web = web;

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var collector = new Collector(web);
        web.Run(collector.TakeAsync);
        await web.StartAsync();
        return collector;
    }

    /// <summary>What makes the app send here.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _web.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_EXPORTER_OTLP_HEADERS"] = "Authorization=Bearer collector",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=test",
        ["OTEL_SERVICE_NAME"] = "plum-under-test",
    };

    public IReadOnlyList<Span> Spans => [.. Read("/v1/traces").SelectMany(Otlp.Spans)];

    /// <summary>The last value that each run of the app told of each metric and its labels.</summary>
    public IReadOnlyList<Point> Points =>
    [
        .. Read("/v1/metrics").SelectMany(Otlp.Points)
            .GroupBy(
                point => $"{point.Since} {point.Name} {string.Join(',', point.Labels.OrderBy(label => label.Key))}")
            .Select(same => same.Last()),
    ];

    public IReadOnlyDictionary<string, string> Resource => Otlp.Resource(Read("/v1/traces").First());

    public IEnumerable<string> Authorizations => _requests.Select(request => request.Authorization);

    /// <summary>Everything as text, whatever it means.</summary>
    public string Everything => string.Join('\n', _requests.Select(request => Encoding.Latin1.GetString(request.Body)));

    public bool HasLogs => Read("/v1/logs").Any();

    /// <summary>The sum over all runs, of the values with this label.</summary>
    public long Total(string metric, string? label = null, string? value = null) =>
        (long)Points
            .Where(point => point.Name == metric && (label is null || point.Labels[label] == value))
            .Sum(point => point.Value);

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private IEnumerable<Protobuf> Read(string path) =>
        _requests.Where(request => request.Path == path).Select(request => Protobuf.Read(request.Body));

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        _requests.Enqueue((http.Request.Path, http.Request.Headers.Authorization.ToString(), body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }
}
