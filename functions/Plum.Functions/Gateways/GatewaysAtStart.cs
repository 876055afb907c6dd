using Microsoft.Extensions.Hosting;

namespace Plum.Functions.Gateways;

/// <summary>Makes the gateways when the service starts: what their settings lack stops the start.</summary>
internal sealed class GatewaysAtStart(GatewayDirectory gateways) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.FromResult(gateways.Default);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
