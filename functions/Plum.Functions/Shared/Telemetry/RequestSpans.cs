using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Plum.Functions.Shared.Telemetry;

/// <summary>
/// Completes the web server's own activity of each request by the route it took and the status it was answered with.
/// </summary>
/// <remarks>
/// The address itself is never recorded: <c>/api/auth</c> takes a password in its query, and <c>/api/volume</c> a
/// telephone number in its path. What the server or a later version of it notes of these is taken off again.
/// </remarks>
internal sealed class RequestSpans : IObserver<KeyValuePair<string, object?>>
{
    public const string SourceName = "Microsoft.AspNetCore";

    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string Stopped = Request + ".Stop";

    private static readonly string[] Unsaid = ["url.path", "url.query", "url.full", "http.target", "http.url"];

    // The end of a request is told to those alone who want to hear of its start.
    public static bool Wants(string happening, object? first, object? second) =>
        happening.StartsWith(Request, StringComparison.Ordinal);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value is { Key: Stopped, Value: HttpContext http }
            && http.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
        {
            Complete(activity, http);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private static void Complete(Activity activity, HttpContext http)
    {
        Array.ForEach(Unsaid, name => activity.SetTag(name, null));
        var method = MethodOf(http.Request);
        activity.SetTag("http.request.method", method)
            .SetTag("http.response.status_code", http.Response.StatusCode)
            .SetTag("url.scheme", http.Request.Scheme);
        activity.DisplayName = method;
        // Within the Functions worker every request takes one route that catches all; the host has the function's.
        if (http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }
            && !route.StartsWith("{*", StringComparison.Ordinal))
        {
            activity.DisplayName = $"{method} /{route}";
            activity.SetTag("http.route", "/" + route);
        }

        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    // Anybody can send any word for a method.
    private static string MethodOf(HttpRequest request) =>
        HttpMethods.GetCanonicalizedValue(request.Method) is var method
        && (HttpMethods.IsGet(method)
            || HttpMethods.IsPost(method)
            || HttpMethods.IsPut(method)
            || HttpMethods.IsPatch(method)
            || HttpMethods.IsDelete(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            ? method
            : "_OTHER";
}
