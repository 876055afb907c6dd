using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared;

namespace Plum.Functions.WebServices;

/// <summary>
/// What every request of the two services goes through: only POST is taken, and whatever the trouble, the answer has
/// one form.
/// </summary>
public sealed class WebService(ILogger<WebService> logger)
{
    internal async Task<IResult> AnswerAsync(HttpRequest http, string service, Func<Task<IResult>> act)
    {
        var answer = new ServiceAnswer(service, []);
        try
        {
            return HttpMethods.IsPost(http.Method) ? await act() : NotAllowed(answer, http.Method);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var trouble = Trouble.Of(e, http, logger);
            var failed = answer.Fail(trouble.Status, trouble.Error);
            return trouble.RetryAfter is { } seconds
                ? failed.With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))
                : failed;
        }
    }

    private static ServiceAnswer NotAllowed(ServiceAnswer answer, string method) => answer
        .Fail(StatusCodes.Status405MethodNotAllowed, $"The {method} method is not allowed here; use POST.")
        .With("Allow", "POST");
}
