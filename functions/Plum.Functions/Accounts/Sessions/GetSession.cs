using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Functions.Shared;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>GET /api/session: who is signed in, and the token that their changes have to carry.</summary>
public sealed class GetSession(SessionCookies sessions, TimeProvider time, ILogger<GetSession> logger)
{
    [Function(nameof(GetSession))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/session")] HttpRequest http,
        CancellationToken ct)
    {
        try
        {
            return await sessions.FindAsync(http, ct) is var (session, account)
                ? SessionViews.Answer(session, account, time.Now())
                : Answer
                    .Error(StatusCodes.Status401Unauthorized, "Nobody is signed in.")
                    .With("Cache-Control", "no-store");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Trouble.Of(e, http, logger).Answer;
        }
    }
}
