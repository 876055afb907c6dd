using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Plum.Functions.Gateways;

/// <summary>Makes the gateways when the service starts: what their settings lack stops the start.</summary>
internal sealed partial class GatewaysAtStart(GatewayDirectory gateways, ILogger<GatewaysAtStart> logger)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!gateways.CallsBack && gateways.Named.Any())
        {
            LogAsked(string.Join(", ", gateways.Named), CallbackOptions.Section);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        109, LogLevel.Information,
        "{Gateways} cannot reach this service, and is asked what came of its calls: set {Section}:Address for "
            + "callbacks")]
    private partial void LogAsked(string gateways, string section);
}
