using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.WebServices;

/// <summary>
/// What every request of the two services goes through: only POST is taken, and whatever the trouble, the answer has one form.
/// </summary>
public sealed partial class WebService(ILogger<WebService> logger)
{
    internal async Task<IResult> AnswerAsync(HttpRequest http, string service, Func<Task<IResult>> act)
    {
        var answer = new ServiceAnswer(service, []);
        try
        {
            return HttpMethods.IsPost(http.Method) ? await act() : NotAllowed(answer, http.Method);
        }
        catch (BusyException busy)
        {
            return Later(answer, busy.Message, seconds: "1");
        }
        catch (RequestFailedException storage) when (storage.Status is 0 or 408 or 429 or >= 500)
        {
            LogStorage(http.Method, http.Path, storage);
            return Later(answer, "The storage does not answer; try again.", seconds: "5");
        }
        catch (BadRequestBodyException bad)
        {
            return answer.Fail(bad.Status, bad.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogBug(http.Method, http.Path, bug);
            return answer.Fail(StatusCodes.Status500InternalServerError, "The server made a mistake; it has been logged.");
        }
    }

    private static ServiceAnswer NotAllowed(ServiceAnswer answer, string method) => answer
        .Fail(StatusCodes.Status405MethodNotAllowed, $"The {method} method is not allowed here; use POST.")
        .With("Allow", "POST");

    private static ServiceAnswer Later(ServiceAnswer answer, string why, string seconds) =>
        answer.Fail(StatusCodes.Status503ServiceUnavailable, why).With("Retry-After", seconds);

    [LoggerMessage(1, LogLevel.Warning, "Storage failed during {Method} {Path}.")]
    private partial void LogStorage(string method, PathString path, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogBug(string method, PathString path, Exception exception);
}
