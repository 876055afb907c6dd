using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Plum.Standalone.Host;

namespace Plum.Standalone.Storage;

/// <summary>A storage service reached over HTTP, through Azure.Core's pipeline with its retries.</summary>
internal sealed class RestService
{
    private const string StorageScope = "https://storage.azure.com/.default";
    private const string ApiVersion = "2020-12-06";

    private readonly HttpPipeline _pipeline;

    public RestService(Uri endpoint, HttpPipelinePolicy authentication, ClientOptions options)
    {
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        _pipeline = HttpPipelineBuilder.Build(options, authentication);
    }

    /// <summary>Without a slash at the end.</summary>
    public string Endpoint { get; }

    public static HttpPipelinePolicy TokenPolicy(TokenCredential credential) =>
        new BearerTokenAuthenticationPolicy(credential, StorageScope);

    /// <summary>A request to a path, which begins with a slash and is escaped as the query is.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever sends the request disposes the message.")]
    public HttpMessage Request(RequestMethod method, string pathAndQuery)
    {
        var message = _pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint + pathAndQuery));
        message.Request.Headers.Add("x-ms-version", ApiVersion);
        return message;
    }

    /// <summary>Sends and answers, or throws what the service says is wrong.</summary>
    public Task<Response> SendAsync(HttpMessage message, CancellationToken ct) => VirtualClock.HoldCallAsync(async () =>
    {
        using (message)
        {
            await _pipeline.SendAsync(message, ct);
            var response = message.Response;
            return response.Status < 400 ? response : throw RestError.Of(response);
        }
    });
}
