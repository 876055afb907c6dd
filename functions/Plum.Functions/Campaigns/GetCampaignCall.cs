using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>GET /api/campaigns/{id}/calls/{call_id}: one call with all its attempts.</summary>
public sealed class GetCampaignCall(ApiRequests api, CampaignTable campaigns, DefaultCampaign defaults, FoundCalls calls)
{
    [Function(nameof(GetCampaignCall))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/calls/{callId}")] HttpRequest http,
        string id,
        string callId,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller, id, callId, ct), ct);

    private async Task<Answer> AnswerAsync(Caller caller, string id, string callId, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(await defaults.KeyOfAsync(caller, id, ct), ct) is not { Value.Key: var key })
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        return await calls.FindAsync(key, ResourceId.Of(callId), ct) is { } call
            ? Answer.Json(json => CallViews.WriteWithAttempts(json, call.Listed, call.At))
            : Answer.NotFound("call", callId);
    }
}
