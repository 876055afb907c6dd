using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Plum.Functions.Shared;

/// <summary>
/// Every request that no other function takes: a method that is not served at its path, or a path where nothing is.
/// </summary>
/// <remarks>
/// The Functions host gives a request to the first function, in the order of their names, whose route and methods fit.
/// So this function's name has to be the last. Without it the host would answer an empty 404, whatever is wrong.
/// </remarks>
public sealed class EverythingElse(RouteTable routes)
{
    /// <summary>As much as is repeated of a request, which may be of any length.</summary>
    private const int Longest = 100;

    [Function("ZEverythingElse")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest http)
    {
        var served = routes.MethodsAt(http.Path);
        return served.Count == 0
            ? Nothing(http.Path)
            : OtherMethod(http.Method).With("Allow", $"{string.Join(", ", served)}, OPTIONS");
    }

    private static Answer OtherMethod(string method) => HttpMethods.IsOptions(method)
        ? new(StatusCodes.Status204NoContent, default)
        : Answer.Error(StatusCodes.Status405MethodNotAllowed, $"The {Short(method)} method is not allowed here.");

    private static Answer Nothing(PathString path) =>
        Answer.Error(StatusCodes.Status404NotFound, $"There is nothing at {Short(path.ToUriComponent())}.");

    private static string Short(string sent) => sent.Length > Longest ? $"{sent[..Longest]}..." : sent;
}
