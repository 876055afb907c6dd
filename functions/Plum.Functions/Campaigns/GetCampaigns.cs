using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>
/// GET /api/campaigns (Get Campaigns): all campaigns with a calendar, or a page; with <c>kind=queued</c> those of the outbound web services instead, with
/// <c>kind=all</c> both. With <c>counts=true</c> each shows how it is getting on.
/// </summary>
public sealed class GetCampaigns(
    ApiRequests api, CampaignTable campaigns, DefaultCampaign defaults, ProfileTable profiles, CampaignProgress progress, TimeProvider time)
{
    /// <summary>With counts each campaign costs a read of its own.</summary>
    private const int MaxCounted = 100;

    private const int ReadsAtOnce = 8;

    /// <remarks>An update without an id answers the list and changes nothing, as documented.</remarks>
    [Function(nameof(GetCampaigns))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "patch", "put", Route = "api/campaigns")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var wanted = KindIn(http, errors);
        var counted = IsCounted(http, errors);
        if ((counted ? Paging.Read(http, errors, MaxCounted, MaxCounted) : Paging.Read(http, errors)) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        if (http.Query.ContainsKey("kind"))
        {
            await defaults.KeyAsync(caller, ct); // there from the start, so it is listed with the others of its kind
        }

        var found = await campaigns.ListAsync(caller.Account, paging.After, paging.Limit + 1, wanted, ct);
        var used = await profiles.FindAllAsync(caller.Account, found.SelectMany(c => c.Profiles).Select(p => p.ProfileId), ct);
        var counts = counted ? await CountsAsync(found.Take(paging.Limit), ct) : null;
        return paging.Answer(
            http,
            found,
            campaign => campaign.Key.Id,
            (json, campaign) => Write(json, campaign, used, counts?[campaign.Key]));
    }

    private void Write(Utf8Json json, Campaign campaign, IReadOnlyDictionary<int, Profile> profiles, CampaignCounts? counts)
    {
        CampaignViews.Write(json, campaign, profiles);
        if (counts is not null)
        {
            CampaignViews.Write(json, campaign, counts, time.Now());
        }
    }

    private async Task<IReadOnlyDictionary<CampaignKey, CampaignCounts>> CountsAsync(IEnumerable<Campaign> found, CancellationToken ct)
    {
        var counts = new ConcurrentDictionary<CampaignKey, CampaignCounts>();
        await Parallel.ForEachAsync(
            found,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct },
            async (campaign, stop) => counts[campaign.Key] = await progress.CountsAsync(campaign.Key, stop));
        return counts;
    }

    private static bool IsCounted(HttpRequest http, FieldErrors errors)
    {
        var text = http.Query["counts"].ToString();
        if (text is not ("" or "true" or "false"))
        {
            errors.Add("counts", ValidationTexts.Invalid);
        }

        return text == "true";
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
