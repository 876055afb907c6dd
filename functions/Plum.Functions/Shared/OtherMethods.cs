using Microsoft.AspNetCore.Http;

namespace Plum.Functions.Shared;

/// <summary>
/// Answers the methods that a known route does not serve. A function has to take them: the host would say 404, not 405.
/// </summary>
internal static class OtherMethods
{
    /// <param name="allowed">The methods that are served, such as <c>GET, HEAD</c>.</param>
    public static IResult Answer(HttpRequest http, string allowed)
    {
        var answer = HttpMethods.IsOptions(http.Method)
            ? new Answer(StatusCodes.Status204NoContent, default)
            : Shared.Answer.Error(StatusCodes.Status405MethodNotAllowed, $"The {http.Method} method is not allowed here.");
        return answer.With("Allow", $"{allowed}, OPTIONS");
    }
}
