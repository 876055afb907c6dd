using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>GET /api/campaigns/{id} (Get Campaign): one item of Get Campaigns, and how it is getting on.</summary>
public sealed class GetCampaign(ApiRequests api, DefaultCampaign defaults, CampaignStatus status)
{
    [Function(nameof(GetCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(
            http, async caller => await status.AnswerAsync(await defaults.KeyOfAsync(caller, id, ct), id, ct), ct);
}
