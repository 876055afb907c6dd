using Microsoft.Extensions.DependencyInjection;

namespace Plum.Functions.Volume;

/// <summary>Registers what keeps and reports call volume.</summary>
public static class VolumeServices
{
    public static IServiceCollection AddVolume(this IServiceCollection services)
    {
        services.AddSingleton<VolumeBook>();
        services.AddSingleton<VolumeReport>();
        return services;
    }
}
