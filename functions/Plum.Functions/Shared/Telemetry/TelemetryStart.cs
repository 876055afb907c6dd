using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Listens from the start on. What has not been sent by the end is sent when the app, and with it the providers, are
/// disposed of.
/// </summary>
/// <param name="requests">Where the web server says what becomes of requests.</param>
internal sealed class TelemetryStart(IServiceProvider services, DiagnosticListener requests)
    : IHostedService, IDisposable
{
    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Made, and with it listening, by being asked for.
        services.GetRequiredService<TelemetryTrouble>();
        services.GetRequiredService<TracerProvider>();
        services.GetRequiredService<MeterProvider>();
        PlumMeter.BeginAtZero();
        _subscription = requests.Subscribe(new RequestSpans(), RequestSpans.Wants);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription?.Dispose();
}
