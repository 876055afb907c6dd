using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Plum.Functions.Shared.Settings;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Registers <see cref="OutboundHttp"/>.</summary>
public static class OutboundServices
{
    private const string UserAgent = "PlumFunctions/0.1 (+outbound calls)";

    /// <summary>
    /// To one server at once: what a campaign of 1,000 calls a second needs of one that takes two seconds. Requests beyond wait for their turn,
    /// and their time for the answer runs meanwhile.
    /// </summary>
    private const int Connections = 2_000;

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
        MaxConnectionsPerServer = Connections,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    };
}
