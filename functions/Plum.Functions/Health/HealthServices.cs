using Microsoft.Extensions.DependencyInjection;

namespace Plum.Functions.Health;

internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<StorageCheck>()
        .AddSingleton<Readiness>()
        .AddHostedService(provider => provider.GetRequiredService<Readiness>());
}
