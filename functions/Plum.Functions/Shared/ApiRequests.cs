using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.Shared;

/// <summary>What every request of the API goes through: who asks, and what becomes of trouble.</summary>
public sealed class ApiRequests(
    BearerAuthentication tokens,
    BasicAuthentication logins,
    SessionCookies sessions,
    TimeProvider time,
    ILogger<ApiRequests> logger)
{
    private const string Bearer = "Bearer";
    private const string BearerOrBasic = "Bearer, Basic realm=\"Plum\", charset=\"UTF-8\"";

    /// <summary>Answers on behalf of the account whose token or session the request carries.</summary>
    public Task<IResult> AnswerAsync(HttpRequest http, Func<Caller, Task<Answer>> act, CancellationToken ct) =>
        AnswerAsync(http, Bearer, () => AdmitAsync(http, ct), act);

    /// <summary>Likewise, and a login and PIN over HTTP Basic will do.</summary>
    public Task<IResult> AnswerToLoginAsync(HttpRequest http, Func<Caller, Task<Answer>> act, CancellationToken ct) =>
        AnswerAsync(
            http, BearerOrBasic, async () => await logins.AdmitAsync(http, ct) ?? await AdmitAsync(http, ct), act);

    // Who sends an Authorization header means that.
    private async Task<Admission> AdmitAsync(HttpRequest http, CancellationToken ct) =>
        (http.Headers.Authorization.Count == 0 ? await sessions.AdmitAsync(http, ct) : null)
            ?? await tokens.AdmitAsync(http, ct);

    private async Task<IResult> AnswerAsync(
        HttpRequest http, string challenge, Func<Task<Admission>> admit, Func<Caller, Task<Answer>> act)
    {
        try
        {
            var admission = await admit();
            if (admission is not Admission.Granted { Caller: var caller })
            {
                return Refusal(http, challenge, admission);
            }

            Spans.Name(caller);
            return await act(caller);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Trouble.Of(e, http, logger).Answer;
        }
    }

    private Answer Refusal(HttpRequest http, string challenge, Admission admission) => admission switch
    {
        Admission.Suspended => Answer.Error(StatusCodes.Status403Forbidden, LoginFaults.Suspended),
        Admission.Forged => Answer.Error(
            StatusCodes.Status403Forbidden,
            "A change by a session carries its token, which GET /api/session tells, in the header "
                + $"{SessionCookies.TokenHeader}."),
        Admission.Locked { Login: var locked } => Answer
            .Error(StatusCodes.Status429TooManyRequests, LoginFaults.Of(locked))
            .RetryAfter(time.SecondsUntil(locked.Until)),
        _ => Answer
            .Error(StatusCodes.Status401Unauthorized, "Unauthorized.")
            .With(
                "WWW-Authenticate",
                http.Headers.Authorization.Count == 0
                    ? challenge
                    : challenge.Replace("Bearer", "Bearer error=\"invalid_token\"")),
    };
}
