using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>GET /api/campaigns/{id}/calls/{call_id}: one call with all its attempts, and its result post.</summary>
public sealed class GetCampaignCall(CampaignRequests requests, CampaignTable campaigns, FoundCalls calls)
{
    [Function(nameof(GetCampaignCall))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}/calls/{callId}")] HttpRequest http,
        string id,
        string callId,
        CancellationToken ct) =>
        requests.AnswerAsync(http, id, key => AnswerAsync(key, callId, ct), ct);

    private async Task<Answer?> AnswerAsync(CampaignKey key, string callId, CancellationToken ct)
    {
        if (await campaigns.FindCampaignAsync(key, ct) is not { Value: var campaign })
        {
            return null;
        }

        return await calls.FindAsync(key, ResourceId.Of(callId), ct) is { } call
            ? Answer.Json(json => CallViews.WriteWhole(json, campaign, call))
            : Answer.NotFound("call", callId);
    }
}
