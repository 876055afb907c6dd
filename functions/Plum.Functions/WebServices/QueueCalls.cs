using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.PhoneLists;
using Plum.Core.Queueing;
using Plum.Core.Times;
using Plum.Functions.Accounts;
using Plum.Functions.Accounts.Sessions;
using Plum.Functions.Calls;
using Plum.Functions.Campaigns;
using Plum.Functions.Shared;

namespace Plum.Functions.WebServices;

/// <summary>POST /webservice/queuecalls.php (queuecalls): a list of calls as a campaign of its own.</summary>
public sealed class QueueCalls(
    WebService service, LoginCheck logins, SessionCookies sessions, UrlChecks urls, NamedCampaigns campaigns,
    CallLists lists, ListTable pages, IdempotencyKeys keys, TimeProvider time)
{
    private const string Service = "queuecalls";

    [Function("QueueCallsPhp")]
    public Task<IResult> Php(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "webservice/queuecalls.php")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("TurnkeyQueueCallsPhp")]
    public Task<IResult> TurnkeyPhp(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "outbound/webservice/queuecalls.php")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("TurnkeyQueueCalls")]
    public Task<IResult> Turnkey(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "outbound/webservice/queuecalls")] HttpRequest http,
        CancellationToken ct) => Run(http, ct);

    [Function("QueueCalls")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "webservice/queuecalls")] HttpRequest http,
        CancellationToken ct) =>
        service.AnswerAsync(http, Service, () => AnswerAsync(http, ct));

    private async Task<IResult> AnswerAsync(HttpRequest http, CancellationToken ct)
    {
        await using var list = new PhoneListUpload(http, lists, logins, sessions);
        var fields = await list.ReadAsync(ct);
        var sent = new PostVariables(name => fields[name]);
        var answer = ServiceAnswer.To(Service, sent, QueueRequests.QueueCallsVariables);
        if (await list.LoginAsync(sent, ct) is not { } login)
        {
            _ = QueueRequests.QueueCalls(sent, time.Now(), Eastern.Zone);
            list.Check(sent);
            return answer.Fail(sent.Faults);
        }

        if (login is not LoginAnswer.Right { Account: var account })
        {
            return answer.Fail(LoginFaults.Of(login));
        }

        await list.TakeValueAsync(fields, ct);
        var named = QueueRequests.QueueCalls(sent, time.Now(), account.Zone());
        var skips = list.Check(sent);
        if (sent.Faults.Count > 0)
        {
            return answer.Fail(sent.Faults);
        }

        var fingerprint = IdempotencyKeys.Sent(http)
            ? Fingerprint.Of(http, fields, list.FileHash, ServiceAnswer.Pin)
            : "";
        var request = new Request(Caller.Of(account), account.Gateway, named!, list, sent);
        var kept = await keys.OnceAsync(http, account.Id, fingerprint, claim => QueueAsync(request, claim, ct), ct);
        return kept.IsSuccess
            ? Queued(answer, kept, skips ? list.Staged!.Result : null, sent)
            : answer.Fail(sent.Faults, kept);
    }

    private async Task<Answer> QueueAsync(Request request, IdempotencyClaim? claim, CancellationToken ct)
    {
        if (!await urls.PassAsync(request.Named.Settings, request.Gateway, request.Sent, ct))
        {
            return Answer.Refused;
        }

        var created = await campaigns.TryCreateAsync(
            request.Caller,
            request.Named,
            request.List.Staged!,
            request.List.Keep,
            claim,
            campaign => QueuedList.Of(campaign).Keep(),
            ct);
        if (created is not null)
        {
            return QueuedList.Of(created).Keep();
        }

        request.List.Release();
        request.Sent.AddFault("campaign_name already exists.");
        return Answer.Refused;
    }

    /// <param name="skipped">The list as it was read, for a request that asked for bad rows to be left out.</param>
    private ListAnswer Queued(ServiceAnswer answer, Answer kept, PhoneListResult? skipped, PostVariables sent)
    {
        var queued = QueuedList.Read(kept);
        answer = answer
            .Queued(kept, ("campaign_id", queued.CampaignId), ("call_count", queued.Calls))
            .Noting(sent.Notes);
        return new(skipped is null ? answer : answer.Without(skipped), queued, pages);
    }

    private sealed record Request(
        Caller Caller, string? Gateway, NamedCampaign Named, PhoneListUpload List, PostVariables Sent);
}
