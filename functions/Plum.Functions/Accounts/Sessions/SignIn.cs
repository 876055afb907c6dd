using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Plum.Core.Queueing;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Accounts.Sessions;

/// <summary>POST /api/session: signs in at the console with login and PIN.</summary>
public sealed class SignIn(LoginCheck logins, SessionCookies sessions, TimeProvider time, ILogger<SignIn> logger)
{
    private static readonly InputLimits Limits = new(MaxBodyBytes: 10_000, MaxFields: 10, Query: false);

    [Function(nameof(SignIn))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/session")] HttpRequest http,
        CancellationToken ct)
    {
        try
        {
            return await AnswerAsync(http, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Trouble.Of(e, http, logger).Answer;
        }
    }

    private async Task<Answer> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var fields = await RequestFields.ReadAsync(http, Limits, onFile: null, ct);
        var login = Credentials.Read(new PostVariables(name => fields[name])) is { } sent
            ? await logins.CheckAsync(sent.Login, sent.Pin, ct)
            : LoginAnswer.Wrong.Answer;
        return login switch
        {
            LoginAnswer.Right { Account: var account } =>
                SessionViews.Answer(sessions.Begin(http, account), account, time.Now()),
            LoginAnswer.Locked locked => Answer
                .Error(StatusCodes.Status429TooManyRequests, LoginFaults.Of(locked))
                .RetryAfter(time.SecondsUntil(locked.Until)),
            LoginAnswer.Suspended => Answer.Error(StatusCodes.Status403Forbidden, LoginFaults.Suspended),
            _ => Answer.Error(StatusCodes.Status401Unauthorized, LoginFaults.Of(LoginAnswer.Wrong.Answer)),
        };
    }
}
