using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Plum.Standalone.Durable;

internal static class DurableServices
{
    /// <summary>
    /// Orchestrations and their client. Needs a <see cref="Host.FunctionCatalog"/>, a <see cref="TimeProvider"/>, logging, and
    /// the app's <see cref="TableServiceClient"/>.
    /// </summary>
    public static IServiceCollection AddStandaloneDurable(this IServiceCollection services)
    {
        services.TryAddSingleton<InstanceStore>();
        services.TryAddSingleton<Orchestrators>();
        services.TryAddSingleton<ActivityPool>();
        services.TryAddSingleton<DurableEngine>();
        services.TryAddSingleton<DurableTaskClient, StandaloneDurableClient>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DurableEngine>());
        return services;
    }
}
