using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Triggers;

/// <summary>HTTP functions as endpoints, at their routes under host.json's prefix.</summary>
/// <remarks>
/// As on the Functions host, a request goes to the first function, in the order of their names whatever the case, whose
/// route and methods fit: a literal does not win over a parameter.
/// </remarks>
internal sealed partial class HttpFunctions(FunctionRunner runner, ILogger<HttpFunctions> logger)
{
    private readonly List<(string Name, string Route, FunctionMethods Methods)> _mapped = [];

    public void Map(IEndpointRouteBuilder routes, IEnumerable<FoundFunction> functions, string prefix)
    {
        foreach (var (place, function) in functions.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Index())
        {
            var trigger = (HttpTriggerAttribute)function.Trigger;
            var methods = new FunctionMethods(trigger.Methods is { Length: > 0 } named ? named : null);
            var route = Require(function.Name, (trigger.Route is { Length: > 0 } given ? given : function.Name).Trim('/'), methods);
            routes.Map(Pattern(function.Name, prefix, route), http => ServeAsync(function, http))
                .WithMetadata(methods).WithDisplayName(function.Name).WithOrder(place);
        }
    }

    private string Require(string name, string route, FunctionMethods methods)
    {
        if (route.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
        {
            throw FunctionReader.Refused(
                name, $"has the route '{route}', which conflicts with built in routes (those that begin with admin or runtime)");
        }

        if (_mapped.Find(m => m.Route.Equals(route, StringComparison.OrdinalIgnoreCase) && m.Methods.Overlap(methods)) is { Name: { } other })
        {
            throw FunctionReader.Refused(name, $"has the route '{route}' for a method that function {other} takes there already");
        }

        _mapped.Add((name, route, methods));
        return route;
    }

    private static RoutePattern Pattern(string name, string prefix, string route)
    {
        try
        {
            return RoutePatternFactory.Parse($"{prefix.Trim('/')}/{route}".TrimStart('/'));
        }
        catch (RoutePatternException e)
        {
            throw FunctionReader.Refused(name, $"has the route '{route}', which is not a route template ({e.Message.TrimEnd('.')})");
        }
    }

    private async Task ServeAsync(FoundFunction function, HttpContext http)
    {
        try
        {
            await runner.ServeAsync(function, http);
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody is left to answer.
        }
        catch (BadHttpRequestException e)
        {
            Answer(http, e.StatusCode);
        }
        catch (Exception e)
        {
            LogFailed(e, function.Name, http.Request.Method); // its address may hold what no log should
            Answer(http, StatusCodes.Status500InternalServerError);
        }
    }

    private static void Answer(HttpContext http, int status)
    {
        if (http.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            http.Abort();
            return;
        }

        http.Response.Clear();
        http.Response.StatusCode = status;
    }

    [LoggerMessage(1201, LogLevel.Error, "Function {Function} failed on {Method}.")]
    private partial void LogFailed(Exception error, string function, string method);
}
