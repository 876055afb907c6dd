using System.Net;
using System.Net.Sockets;

namespace Plum.Functions.Shared.Outbound;

/// <summary>
/// Connects to a host whose name a customer chose: resolves it and connects to the very addresses that were checked.
/// </summary>
/// <remarks>
/// Checking any earlier would let a name resolve to a public address for the check and to a private one for the
/// connection. A host with one forbidden address among good ones is refused as a whole: nobody has such a host by
/// accident.
/// </remarks>
/// <param name="mayCall">Which addresses may be connected to.</param>
internal sealed class GuardedConnect(Func<IPAddress, bool> mayCall)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await ResolveAsync(context.DnsEndPoint.Host, ct);
        if (!addresses.All(mayCall))
        {
            // Customers read this, and a name's private address would tell them how the network behind is built.
            throw new Refusal("has an address which is not a public one, so it is not called", mayRetry: false);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The refusal behind an exception of the HTTP handler, which wraps what a connection throws.</summary>
    public static Refusal? RefusalIn(Exception? exception)
    {
        while (exception is not null and not Refusal)
        {
            exception = exception.InnerException;
        }

        return (Refusal?)exception;
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, ct);
            return addresses.Length > 0 ? addresses : throw new Refusal("could not be resolved", mayRetry: true);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new Refusal("could not be resolved", mayRetry: true);
        }
    }

    /// <summary>Why no connection was made, in words to follow the host's name.</summary>
    public sealed class Refusal(string reason, bool mayRetry) : Exception(reason)
    {
        public string Reason { get; } = reason;

        public bool MayRetry { get; } = mayRetry;
    }
}
