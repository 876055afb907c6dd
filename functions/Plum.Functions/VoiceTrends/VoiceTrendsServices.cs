using Microsoft.Extensions.DependencyInjection;

namespace Plum.Functions.VoiceTrends;

/// <summary>Registers VoiceTrends over HTTP.</summary>
public static class VoiceTrendsServices
{
    public static IServiceCollection AddVoiceTrends(this IServiceCollection services)
    {
        services.AddSingleton<TallyTable>();
        services.AddSingleton<TemporaryLogins>();
        services.AddSingleton<TrendsRequests>();
        services.AddSingleton<DataRequests>();
        return services;
    }
}
