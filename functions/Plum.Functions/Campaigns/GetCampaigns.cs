using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// GET /api/campaigns (Get Campaigns): all of them, or a page; with <c>kind=queued</c> those of the outbound web services instead, with
/// <c>kind=all</c> both.
/// </summary>
public sealed class GetCampaigns(ApiRequests api, CampaignTable campaigns, ProfileTable profiles)
{
    /// <remarks>An update without an id answers the list and changes nothing, as documented.</remarks>
    [Function(nameof(GetCampaigns))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "patch", "put", Route = "api/campaigns")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller.Account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var wanted = KindIn(http, errors);
        if (Paging.Read(http, errors) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var found = await campaigns.ListAsync(account, paging.After, paging.Limit + 1, wanted, ct);
        var used = await profiles.FindAllAsync(account, found.SelectMany(c => c.Profiles).Select(p => p.ProfileId), ct);
        return paging.Answer(
            http,
            found,
            campaign => campaign.Key.Id,
            (json, campaign) => CampaignViews.Write(json, campaign, used));
    }

    // Clients written for the documented interface know schedules and profiles, so they see only what has them.
    private static Func<Campaign, bool> KindIn(HttpRequest http, FieldErrors errors)
    {
        switch (http.Query["kind"].ToString())
        {
            case "" or "scheduled":
                return campaign => campaign.Queued is null;
            case "queued":
                return campaign => campaign.Queued is not null;
            case "all":
                return _ => true;
            default:
                errors.Add("kind", ValidationTexts.Invalid);
                return _ => false;
        }
    }
}
