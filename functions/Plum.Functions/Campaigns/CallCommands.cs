using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Campaigns;

/// <summary>
/// What the requests about one call have in common: a call named by its campaign and its id, and something done to it
/// once.
/// </summary>
public sealed class CallCommands(
    ApiRequests api, AccountTable accounts, IdempotencyKeys keys, CampaignTable campaigns, DefaultCampaign defaults,
    FirstLists lists, FoundCalls calls)
{
    /// <param name="act">
    /// Does it. Once begun it is brought to its end and noted, also when the caller goes away.
    /// </param>
    internal Task<IResult> AnswerAsync(
        HttpRequest http,
        string id,
        string callId,
        string action,
        Func<Campaign, FoundCall, Task<CallAnswer>> act,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, new(id, callId, action), act, ct), ct);

    /// <summary>
    /// The campaign that a request names, with the list it was created with in its queue; null when it is not there.
    /// </summary>
    internal async Task<Campaign?> CampaignAsync(Caller caller, string id, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(await defaults.KeyOfAsync(caller, id, ct), ct) is not { } found)
        {
            return null;
        }

        await lists.JoinAsync(found.Value, ct);
        return found.Value;
    }

    private async Task<Answer> AnswerAsync(
        HttpRequest http,
        Caller caller,
        Request request,
        Func<Campaign, FoundCall, Task<CallAnswer>> act,
        CancellationToken ct)
    {
        var sent = await RequestFields.ReadAsync(http, onFile: null, ct);
        if (new FieldErrors().RefuseOthers(sent.AllNames) is { None: false } errors)
        {
            return Answer.Invalid(errors);
        }

        if (await CampaignAsync(caller, request.Id, ct) is not { } campaign)
        {
            return Answer.NotFound(AccountRows.Campaign, request.Id);
        }

        if (await calls.FindAsync(campaign.Key, ResourceId.Of(request.CallId), ct) is not { } call)
        {
            return Answer.NotFound("call", request.CallId);
        }

        return await keys.OnceAsync(
            http,
            caller.Account,
            Fingerprint.Of(http, sent),
            claim => ActAsync(caller, request.Action, campaign, call, claim, act),
            ct);
    }

    // Noted once it is done: a crash in between leaves it without a note.
    private async Task<Answer> ActAsync(
        Caller caller, string action, Campaign campaign, FoundCall call, IdempotencyClaim? claim,
        Func<Campaign, FoundCall, Task<CallAnswer>> act)
    {
        var (answer, isNews) = await act(campaign, call);
        return !answer.IsSuccess ? answer : await accounts.ChangeAsync(
            caller,
            change =>
            {
                if (isNews)
                {
                    change.Note(CampaignTable.Named(campaign.Key), action, new AuditField("call_id", call.Call.CallId));
                }

                return Task.FromResult(change.Answer(claim, answer));
            },
            default);
    }

    private sealed record Request(string Id, string CallId, string Action);
}

/// <summary>What a request about a call is answered.</summary>
/// <param name="IsNews">Something was done that had not been done before.</param>
internal sealed record CallAnswer(Answer Answer, bool IsNews = false)
{
    /// <param name="why">What the call is that this cannot be done to: <c>is being placed</c>.</param>
    public static CallAnswer Refused(FoundCall call, string why) => new(Answer.Error(
        StatusCodes.Status409Conflict, string.Create(CultureInfo.InvariantCulture, $"Call {call.Call.CallId} {why}.")));
}
