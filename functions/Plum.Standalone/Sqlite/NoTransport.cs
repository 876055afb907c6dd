using Azure.Core;
using Azure.Core.Pipeline;

namespace Plum.Standalone.Sqlite;

/// <summary>
/// Where the calls end that an embedded client leaves to its base: nobody is there to ask, and the caller is told what was
/// asked for.
/// </summary>
internal sealed class NoTransport : HttpPipelineTransport
{
    private static readonly NoTransport Only = new();

    /// <summary>An address for the base of a client, which wants one.</summary>
    public static Uri Address(string path = "") => new("https://embedded.invalid/" + Uri.EscapeDataString(path));

    public static T Of<T>(T options)
        where T : ClientOptions
    {
        options.Transport = Only;
        return options;
    }

    public override Request CreateRequest() => HttpClientTransport.Shared.CreateRequest();

    public override void Process(HttpMessage message) => throw Refused(message.Request);

    public override ValueTask ProcessAsync(HttpMessage message) => throw Refused(message.Request);

    private static NotSupportedException Refused(Request request) => new(
        $"The embedded store has no {request.Method} {request.Uri.PathAndQuery}: "
        + "its clients do the asynchronous calls that the app needs.");
}
