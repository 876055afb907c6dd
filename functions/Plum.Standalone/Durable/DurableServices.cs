using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Triggers;

namespace Plum.Standalone.Durable;

internal static class DurableServices
{
    /// <summary>
    /// Orchestrations and their client. Needs a <see cref="FunctionCatalog"/>, a <see cref="TimeProvider"/>, logging,
    /// and the app's <see cref="TableServiceClient"/>.
    /// </summary>
    public static IServiceCollection AddStandaloneDurable(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new DurableTaskShimFactory(
            new DurableTaskWorkerOptions { DataConverter = Payload.Converter }, provider.GetRequiredService<ILoggerFactory>()));
        services.AddLogging(logging => logging.AddFilter("Microsoft.DurableTask", LogLevel.Warning)); // it notes every turn
        services.TryAddSingleton<FunctionRunner>();
        services.TryAddSingleton<InstanceStore>();
        services.TryAddSingleton<Orchestrators>();
        services.TryAddSingleton<ActivityPool>();
        services.TryAddSingleton<DurableEngine>();
        services.TryAddSingleton<DurableTaskClient, StandaloneDurableClient>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DurableEngine>());
        return services;
    }
}
