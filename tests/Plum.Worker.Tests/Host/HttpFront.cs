using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace Plum.Worker.Tests.Host;

/// <summary>Takes HTTP as the host does: invokes a function, and sends the request to the worker's own port.</summary>
/// <remarks>
/// Routes are tried in the order of the functions' names, so that a literal does not win over a parameter; a path or
/// method that no function takes is 404.
/// </remarks>
internal sealed class HttpFront : IDisposable
{
    private const long LargestBody = 104_857_600;

    private readonly RouteCollection _routes = new();
    private readonly HttpMessageInvoker _worker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
    });

    private readonly IHttpForwarder _forwarder;
    private readonly FunctionsHost _host;
    private readonly string _address;

    public HttpFront(FunctionsHost host, IServiceProvider services, string address)
    {
        (_host, _address, _forwarder) = (host, address, services.GetRequiredService<IHttpForwarder>());
        var inline = services.GetRequiredService<IInlineConstraintResolver>();
        var functions = host.Functions.Where(function => function.Trigger.Type == "httpTrigger");
        foreach (var function in functions.OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase))
        {
            var template = $"{host.Json.RoutePrefix}/{function.Trigger["route"]}".TrimStart('/');
            var methods = function.Trigger.Methods;
            var constraints = new Dictionary<string, object>();
            if (methods.Length > 0)
            {
                constraints["httpMethod"] = new HttpMethodRouteConstraint(methods);
            }

            var handler = new RouteHandler(http => InvokeAsync(function, http));
            _routes.Add(new Route(handler, function.Name, template, [], constraints, [], inline));
        }
    }

    public async Task AnswerAsync(HttpContext http)
    {
        var route = new RouteContext(http);
        await _routes.RouteAsync(route);
        if (route.Handler is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Request.RouteValues = route.RouteData.Values;
        await route.Handler(http);
    }

    public void Dispose() => _worker.Dispose();

    // Parameters travel with the invocation, the request itself past it; the worker brings both together by the id.
    private async Task InvokeAsync(WorkerFunction function, HttpContext http)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = LargestBody;
        var request = _host.Request(function, new() { Http = new() });
        foreach (var (name, value) in http.Request.RouteValues)
        {
            request.TriggerMetadata.Add(name, new() { String = $"{value}" });
        }

        http.Request.Headers["x-ms-invocation-id"] = request.InvocationId;
        var answer = _host.InvokeAsync(request, CancellationToken.None);
        await _forwarder.SendAsync(http, _address, _worker, ForwarderRequestConfig.Empty, HttpTransformer.Default);
        (await answer).Result.Check();
    }
}
