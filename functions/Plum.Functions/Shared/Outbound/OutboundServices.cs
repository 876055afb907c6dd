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
    /// To one server at once: what a campaign of 1,000 calls a second needs of one that takes two seconds. Requests
    /// beyond wait for their turn, and their time for the answer runs meanwhile.
    /// </summary>
    private const int Connections = 2_000;

    /// <summary>Names move.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddOutboundHttp(this IServiceCollection services)
    {
        services.AddSettings<OutboundOptions>();
        services.AddSingleton<OutboundHttp>();
        services.AddClient(OutboundHttp.ClientName, Lifetime);
        services.AddClient(OutboundHttp.FreshClientName, TimeSpan.Zero);
        return services;
    }

    private static void AddClient(this IServiceCollection services, string name, TimeSpan lifetime) => services
        .AddHttpClient(name, ConfigureClient)
        .ConfigurePrimaryHttpMessageHandler(
            provider => Handler(provider.GetRequiredService<IOptions<OutboundOptions>>().Value, lifetime))
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan); // the pool renews its connections itself, below

    private static void ConfigureClient(HttpClient client)
    {
        client.Timeout = Timeout.InfiniteTimeSpan; // OutboundHttp has one for the whole exchange
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", UserAgent);
    }

    private static SocketsHttpHandler Handler(OutboundOptions options, TimeSpan lifetime) =>
        Handler(options, options.AllowPrivateNetworks ? _ => true : NetworkAddress.IsPublic, lifetime);

    /// <param name="mayCall">Which addresses may be connected to.</param>
    /// <param name="lifetime">
    /// How long a connection is kept; zero makes one for each request, null is the usual time.
    /// </param>
    internal static SocketsHttpHandler Handler(
        OutboundOptions options, Func<IPAddress, bool> mayCall, TimeSpan? lifetime = null) => new()
        {
            ConnectCallback = new GuardedConnect(mayCall).ConnectAsync,
            AllowAutoRedirect = false, // each target must pass the same checks
            UseProxy = false, // a proxy would resolve the name for itself, unchecked
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = lifetime ?? Lifetime,
            MaxResponseHeadersLength = 32, // KiB
            MaxConnectionsPerServer = Connections,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            ActivityHeadersPropagator = null,
        };
}
