using Azure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Accounts;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Shared;

/// <summary>What every request of the API goes through: who asks, and what becomes of trouble.</summary>
public sealed partial class ApiRequests(BearerAuthentication callers, ILogger<ApiRequests> logger)
{
    /// <summary>Answers on behalf of the account whose token the request carries.</summary>
    /// <param name="act">Takes the account id.</param>
    public async Task<IResult> AnswerAsync(HttpRequest http, Func<string, Task<Answer>> act, CancellationToken ct)
    {
        try
        {
            return await callers.AccountAsync(http, ct) is { } account ? await act(account) : Unauthorized(http);
        }
        catch (BusyException busy)
        {
            return Answer.Error(StatusCodes.Status503ServiceUnavailable, busy.Message).RetryAfter(1);
        }
        catch (RequestFailedException storage) when (storage.Status is 0 or 408 or 429 or >= 500)
        {
            LogStorage(http.Method, http.Path, storage);
            return Answer.Error(StatusCodes.Status503ServiceUnavailable, "The storage does not answer; try again.").RetryAfter(5);
        }
        catch (BadRequestBodyException bad)
        {
            return Answer.Error(bad.Status, bad.Message);
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            LogBug(http.Method, http.Path, bug);
            return Answer.Error(StatusCodes.Status500InternalServerError, "The server made a mistake; it has been logged.");
        }
    }

    private static Answer Unauthorized(HttpRequest http) => Answer
        .Error(StatusCodes.Status401Unauthorized, "Unauthorized.")
        .With("WWW-Authenticate", http.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"");

    [LoggerMessage(1, LogLevel.Warning, "Storage failed during {Method} {Path}.")]
    private partial void LogStorage(string method, PathString path, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed.")]
    private partial void LogBug(string method, PathString path, Exception exception);
}
