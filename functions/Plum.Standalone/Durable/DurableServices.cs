using Microsoft.Extensions.DependencyInjection;

namespace Plum.Standalone.Durable;

internal static class DurableServices
{
    public static IServiceCollection AddStandaloneDurable(this IServiceCollection services) => services;
}
