using System.Net.Sockets;

namespace Plum.Functions.Shared.Outbound;

/// <summary>
/// Network trouble in words to follow the host's name. Exception messages are for developers and change with the
/// platform.
/// </summary>
internal static class OutboundFaults
{
    /// <summary>Whether a connection that had been made ended before an answer had begun and said what it is.</summary>
    public static bool BrokeOff(HttpRequestException exception) => exception is
    {
        HttpRequestError: HttpRequestError.Unknown or HttpRequestError.ResponseEnded,
        InnerException: IOException,
    };

    public static string Describe(Exception exception) => exception switch
    {
        InvalidDataException => "answers with a body that is not packed as its Content-Encoding says",
        HttpRequestException { InnerException: SocketException socket } => Describe(socket.SocketErrorCode),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "could not be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "offers no valid TLS connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "could not be connected to",
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            "answers with headers too large",
        _ => "broke off the exchange or does not speak HTTP",
    };

    public static string Describe(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
            "could not be resolved",
        SocketError.ConnectionRefused => "refused the connection",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => "cannot be reached",
        SocketError.TimedOut => "did not accept the connection in time",
        _ => "could not be connected to",
    };
}
