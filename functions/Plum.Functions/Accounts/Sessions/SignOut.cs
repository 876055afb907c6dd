using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>DELETE /api/session: signs out of the console, in this browser.</summary>
public sealed class SignOut(ApiRequests api)
{
    [Function(nameof(SignOut))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/session")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, _ => EndAsync(http), ct);

    private static Task<Answer> EndAsync(HttpRequest http)
    {
        SessionCookies.End(http);
        return Task.FromResult(Answer.Success);
    }
}
