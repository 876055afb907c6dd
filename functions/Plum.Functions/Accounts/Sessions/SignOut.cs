using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>DELETE /api/session: signs out of the console: the session ends, whoever has its cookie.</summary>
public sealed class SignOut(ApiRequests api, SessionCookies sessions)
{
    [Function(nameof(SignOut))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/session")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => EndAsync(http, caller, ct), ct);

    private async Task<Answer> EndAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        await sessions.EndAsync(http, caller, ct);
        return Answer.Success;
    }
}
