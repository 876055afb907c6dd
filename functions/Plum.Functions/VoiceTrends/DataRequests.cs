using Microsoft.AspNetCore.Http;
using Plum.Core.Accounts;
using Plum.Core.VoiceTrends;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Shared.Telemetry;

namespace Plum.Functions.VoiceTrends;

/// <summary>
/// What every request for data goes through: temporary credentials over HTTP Basic, and the account's limit.
/// </summary>
/// <remarks>A request that is counted and the use that keeps its login alive are one write.</remarks>
public sealed class DataRequests(
    TrendsRequests requests,
    TallyTable tallies,
    TemporaryLogins logins,
    KnownAccounts accounts,
    SessionCookies sessions)
{
    private const string Challenge = "Basic realm=\"VoiceTrends\", charset=\"UTF-8\"";

    private const string Needed = "HTTP Basic with a temporary login and password of /api/auth is needed.";

    internal Task<IResult> AnswerAsync(
        HttpRequest http, Func<TrendsRequest, Account, Task<TrendsAnswer>> act, CancellationToken ct) =>
        requests.AnswerAsync(http, RateStanding.DataRequests, HttpMethods.Get, request => AdmitAsync(request, act, ct));

    private async Task<TrendsAnswer> AdmitAsync(
        TrendsRequest request, Func<TrendsRequest, Account, Task<TrendsAnswer>> act, CancellationToken ct)
    {
        // Who is signed in at the console looks at their own account there, as often as they like.
        if (request.Http.Headers.Authorization.Count == 0 && await sessions.FindAsync(request.Http, ct) is var (_, own))
        {
            Spans.Name(Caller.Of(own));
            return await act(request, own);
        }

        if (Fault(request.Http, out var sent) is { } fault)
        {
            return Unauthorized(request, fault);
        }

        if (await logins.FindAsync(sent.Login, sent.Password, ct) is not { } login)
        {
            return Unauthorized(request, "The temporary login or password is wrong.");
        }

        var key = TallyKey.Of(login.Account);
        if (tallies.UsedUp(key, request.Limit) is { } standing)
        {
            request.Standing = standing;
            return request.UsedUp("requests for data");
        }

        if (await accounts.FindAsync(login.Account, ct) is not { IsSuspended: false } account)
        {
            return Unauthorized(request, LoginFaults.Suspended);
        }

        if (login.Pin != TemporaryLogins.PinOf(account))
        {
            return Unauthorized(
                request, "The temporary login has ended, for the account has another PIN now; authenticate again.");
        }

        Spans.Name(Caller.Of(account));
        return await CountAsync(request, key, login, () => act(request, account), ct);
    }

    private async Task<TrendsAnswer> CountAsync(
        TrendsRequest request, TallyKey key, TemporaryLogin login, Func<Task<TrendsAnswer>> act, CancellationToken ct)
    {
        var ruling = await tallies.AdmitAsync(key, login.Number, request.Limit, ct);
        request.Standing = ruling.Standing;
        return ruling.Verdict switch
        {
            Verdict.Admitted => await act(),
            Verdict.UsedUp => request.UsedUp("requests for data"),
            _ => Unauthorized(request, "The temporary login has expired; authenticate again."),
        };
    }

    /// <summary>What is wrong with the header as such, or null and what it says.</summary>
    private static string? Fault(HttpRequest http, out (string Login, string Password) sent)
    {
        sent = default;
        var header = http.Headers.Authorization;
        if (header is not [{ } only])
        {
            var fault = header.Count == 0
                ? "There is no Authorization header"
                : "There are several Authorization headers";
            return $"{fault}; {Needed}";
        }

        if (!BasicHeader.TryRead(only, out var login, out var password))
        {
            return $"The Authorization header is malformed; {Needed}";
        }

        sent = (login, password);
        return null;
    }

    private static TrendsAnswer Unauthorized(TrendsRequest request, string error) => request
        .Error(StatusCodes.Status401Unauthorized, error)
        .With("WWW-Authenticate", Challenge);
}
