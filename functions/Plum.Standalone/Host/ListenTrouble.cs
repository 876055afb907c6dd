using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Plum.Standalone.Host;

/// <summary>Why the app cannot listen where it should, in one sentence.</summary>
internal static class ListenTrouble
{
    /// <summary>Null when the exception is about something else.</summary>
    public static string? Of(Exception exception, string urls) => Causes(exception).Select(e => Sentence(e, urls)).FirstOrDefault(s => s is not null);

    private static string? Sentence(Exception cause, string urls) => cause switch
    {
        AddressInUseException => $"{urls} is in use by another program: stop it, or choose another port with --port.",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"{urls} may not be listened on by this user (ports below 1024 are often kept for root): choose another port with --port.",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } => $"{urls} is no address of this machine: choose another with --urls.",
        FormatException or ArgumentOutOfRangeException { ParamName: "port" } when !urls.Split(';').All(IsAddress) =>
            $"{urls} is no address to listen on; --urls takes one such as http://localhost:7071.",
        _ => null,
    };

    private static bool IsAddress(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port is >= 0 and <= IPEndPoint.MaxPort;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // The name localhost is two addresses, whose exceptions come in one.
    private static IEnumerable<Exception> Causes(Exception? exception) => exception switch
    {
        null => [],
        AggregateException many => many.InnerExceptions.SelectMany(Causes),
        _ => Causes(exception.InnerException).Prepend(exception),
    };
}
