using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Accounts;

namespace Plum.Functions.Shared;

/// <summary>What every request of the API goes through: who asks, and what becomes of trouble.</summary>
public sealed class ApiRequests(BearerAuthentication callers, ILogger<ApiRequests> logger)
{
    /// <summary>Answers on behalf of the account whose token the request carries.</summary>
    public async Task<IResult> AnswerAsync(HttpRequest http, Func<Caller, Task<Answer>> act, CancellationToken ct)
    {
        try
        {
            return await callers.CallerAsync(http, ct) is { } caller ? await act(caller) : Unauthorized(http);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var trouble = Trouble.Of(e, http, logger);
            var answer = Answer.Error(trouble.Status, trouble.Error);
            return trouble.RetryAfter is { } seconds ? answer.RetryAfter(seconds) : answer;
        }
    }

    private static Answer Unauthorized(HttpRequest http) => Answer
        .Error(StatusCodes.Status401Unauthorized, "Unauthorized.")
        .With("WWW-Authenticate", http.Headers.Authorization.Count == 0 ? "Bearer" : "Bearer error=\"invalid_token\"");
}
