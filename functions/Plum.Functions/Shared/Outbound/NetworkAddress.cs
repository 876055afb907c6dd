using System.Net;

namespace Plum.Functions.Shared.Outbound;

/// <summary>Which addresses belong to the public internet (IANA special-purpose address registries).</summary>
internal static class NetworkAddress
{
    // 169.254.0.0/16 holds the clouds' metadata service at 169.254.169.254.
    private static readonly IPNetwork[] Closed4 =
    [
        .. Networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24"),
        .. Networks(
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4"),
        .. Networks("168.63.129.16/32"), // Azure's own virtual address for its fabric
    ];

    // Only 2000::/3 is global unicast; these parts of it are not.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Closed6 = [.. Networks("2001::/23", "2001:db8::/32", "3fff::/20")];

    private static readonly IPNetwork[] Nat64 = [.. Networks("64:ff9b::/96")];
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>
    /// Whether <paramref name="address"/> may be called by anybody. An IPv4 address inside an IPv6 one is judged as
    /// what it is.
    /// </summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            return !Closed4.Any(network => network.Contains(address));
        }

        if (Embedded4(address) is { } inner)
        {
            return IsPublic(inner);
        }

        return Global6.Contains(address) && !Closed6.Any(network => network.Contains(address));
    }

    private static IPAddress? Embedded4(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return address switch
        {
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
            _ when Nat64.Any(network => network.Contains(address)) => new IPAddress(bytes.AsSpan(12)),
            _ when SixToFour.Contains(address) => new IPAddress(bytes.AsSpan(2, 4)),
            _ => null,
        };
    }

    private static IEnumerable<IPNetwork> Networks(params string[] ranges) =>
        ranges.Select(range => IPNetwork.Parse(range));
}
