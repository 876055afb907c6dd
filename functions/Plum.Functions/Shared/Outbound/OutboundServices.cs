using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Registers <see cref="OutboundHttp"/>.</summary>
public static class OutboundServices
{
    private const string UserAgent = "PlumFunctions/0.1 (+outbound calls)";

    public static IServiceCollection AddOutboundHttp(this IServiceCollection services)
    {
        services.AddSettings<OutboundOptions>();
        services.AddSingleton<OutboundHttp>();
        services.AddHttpClient(OutboundHttp.ClientName, ConfigureClient)
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<IOptions<OutboundOptions>>().Value))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // the pool renews its connections itself, below
        return services;
    }

    private static void ConfigureClient(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan; // OutboundHttp has one for the whole exchange
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
    }

    private static SocketsHttpHandler Handler(OutboundOptions options) =>
        Handler(options, options.AllowPrivateNetworks ? _ => true : NetworkAddress.IsPublic);

    internal static SocketsHttpHandler Handler(OutboundOptions options, Func<IPAddress, bool> mayCall) => new()
    {
        ConnectCallback = new GuardedConnect(mayCall).ConnectAsync,
        AllowAutoRedirect = false, // each target must pass the same checks
        UseProxy = false, // a proxy would resolve the name for itself, unchecked
        UseCookies = false,
        ConnectTimeout = options.Timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names move
        MaxResponseHeadersLength = 32, // KiB
        MaxConnectionsPerServer = int.MaxValue, // calls bound it: one that waited for its turn here would be told that the server is slow
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    };
}
