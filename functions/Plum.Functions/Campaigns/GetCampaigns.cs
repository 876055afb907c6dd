using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Profiles;
using Plum.Core.Validation;
using Plum.Functions.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>GET /api/campaigns (Get Campaigns): all of them, or a page.</summary>
public sealed class GetCampaigns(ApiRequests api, CampaignTable campaigns, ProfileTable profiles)
{
    /// <remarks>An update without an id answers the list and changes nothing, as documented.</remarks>
    [Function(nameof(GetCampaigns))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "patch", "put", Route = "api/campaigns")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, account => AnswerAsync(http, account, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, string account, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (Paging.Read(http, errors) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        var found = await campaigns.ListAsync(account, paging.After, paging.Limit + 1, ct);
        var used = await UsedAsync(account, [.. found.SelectMany(c => c.Value.Profiles).Select(p => p.ProfileId)], ct);
        return paging.Answer(
            http,
            [.. found.Select(c => c.Value)],
            campaign => campaign.Key.Id,
            (json, campaign) => CampaignViews.Write(json, campaign, used));
    }

    private async Task<IReadOnlyDictionary<int, Profile>> UsedAsync(string account, HashSet<int> ids, CancellationToken ct) =>
        ids.Count == 0 ? new Dictionary<int, Profile>() : await profiles.FindAllAsync(account, ids, ct);
}
