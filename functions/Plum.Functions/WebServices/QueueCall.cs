using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Queueing;
using Plum.Core.Times;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.WebServices;

/// <summary>POST /webservice/queuecall.php (queuecall): one call into the account's default campaign.</summary>
public sealed class QueueCall(
    WebService service, LoginCheck logins, SessionCookies sessions, UrlChecks urls, DefaultCampaign campaign,
    IdempotencyKeys keys, TimeProvider time)
{
    private const string Service = "queuecall";

    private static readonly InputLimits Limits = new(MaxBodyBytes: 1 << 20, MaxFields: 100, Query: false);

    [Function("QueueCallPhp")]
    public Task<IResult> Php(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "webservice/queuecall.php")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("TurnkeyQueueCallPhp")]
    public Task<IResult> TurnkeyPhp(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "outbound/webservice/queuecall.php")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("TurnkeyQueueCall")]
    public Task<IResult> Turnkey(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "outbound/webservice/queuecall")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("QueueCall")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "webservice/queuecall")] HttpRequest http,
        CancellationToken ct) =>
        service.AnswerAsync(http, Service, () => AnswerAsync(http, ct));

    private async Task<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        var fields = await RequestFields.ReadAsync(http, Limits, onFile: null, ct);
        var sent = new PostVariables(name => fields[name]);
        var answer = ServiceAnswer.To(Service, sent, QueueRequests.QueueCallVariables);
        if (await LoginAsync(http, sent, ct) is not { } login)
        {
            _ = QueueRequests.QueueCall(sent, time.Now(), Eastern.Zone);
            return answer.Fail(sent.Faults);
        }

        if (login is not LoginAnswer.Right { Account: var account })
        {
            return answer.Fail(LoginFaults.Of(login));
        }

        if (QueueRequests.QueueCall(sent, time.Now(), account.Zone(), account.Owned()) is not { } call)
        {
            return answer.Fail(sent.Faults);
        }

        var fingerprint = IdempotencyKeys.Sent(http) ? Fingerprint.Of(http, fields, without: ServiceAnswer.Pin) : "";
        var request = new Request(Caller.Of(account), account.Gateway, call, sent);
        var kept = await keys.OnceAsync(http, account.Id, fingerprint, claim => QueueAsync(request, claim, ct), ct);
        return kept.IsSuccess
            ? answer.Queued(kept, ("call_id", CallId(kept))).Noting(sent.Notes)
            : answer.Fail(sent.Faults, kept);
    }

    private async Task<LoginAnswer?> LoginAsync(HttpRequest http, PostVariables sent, CancellationToken ct) =>
        await sessions.LoginAsync(http, ct) ?? (Credentials.Read(sent) is { } credentials
            ? await logins.CheckAsync(credentials.Login, credentials.Pin, ct)
            : null);

    private async Task<Answer> QueueAsync(Request request, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (!await urls.PassAsync(request.Call.Settings, request.Gateway, request.Sent, ct))
        {
            return Answer.Refused;
        }

        var callId = await campaign.QueueAsync(request.Caller, request.Call, claim, ct);
        var answer = Answer.Json(json => json.WriteNumber("call_id", callId));
        if (claim is not null)
        {
            await keys.CompleteAsync(claim, answer, ct);
        }

        return answer;
    }

    private static int CallId(Answer kept) => JsonElement.Parse(kept.Body.Span).GetProperty("call_id").GetInt32();

    private sealed record Request(Caller Caller, string? Gateway, SingleCall Call, PostVariables Sent);
}
