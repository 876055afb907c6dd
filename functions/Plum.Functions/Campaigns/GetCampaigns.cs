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
/// GET /api/campaigns (Get Campaigns): all campaigns with a calendar, or a page; with <c>kind=queued</c> those of the
/// outbound web services instead, with <c>kind=all</c> both. With <c>counts=true</c> each shows how it is getting on,
/// with <c>outlook=true</c> also what it does now and next.
/// </summary>
public sealed class GetCampaigns(
    ApiRequests api,
    CampaignTable campaigns,
    DefaultCampaign defaults,
    ProfileTable profiles,
    CampaignProgress progress,
    CampaignOutlook outlooks,
    TimeProvider time)
{
    /// <summary>With counts each campaign costs a read of its own, with an outlook several.</summary>
    private const int MaxCounted = 100;

    private const int ReadsAtOnce = 8;

    /// <remarks>An update without an id answers the list and changes nothing, as documented.</remarks>
    [Function(nameof(GetCampaigns))]
    public Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "head", "patch", "put", Route = "api/campaigns")] HttpRequest http,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(http, caller, ct), ct);

    private async Task<Answer> AnswerAsync(HttpRequest http, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var wanted = KindIn(http, errors);
        var (counted, looked) = (IsSet(http, "counts", errors), IsSet(http, "outlook", errors));
        if ((counted || looked
            ? Paging.Read(http, errors, MaxCounted, MaxCounted)
            : Paging.Read(http, errors)) is not { } paging)
        {
            return Answer.Invalid(errors);
        }

        if (http.Query.ContainsKey("kind"))
        {
            await defaults.KeyAsync(caller, ct); // there from the start, so it is listed with the others of its kind
        }

        var found = await campaigns.ListAsync(caller.Account, paging.After, paging.Limit + 1, wanted, ct);
        var used =
            await profiles.FindAllAsync(caller.Account, found.SelectMany(c => c.Profiles).Select(p => p.ProfileId), ct);
        var page = found.Take(paging.Limit);
        var outlook = looked ? await EachAsync(page, LookAsync, ct) : null;
        var counts = counted && !looked
            ? await EachAsync(page, (campaign, stop) => progress.CountsAsync(campaign.Key, stop), ct)
            : null;
        return paging.Answer(
            http,
            found,
            campaign => campaign.Key.Id,
            (json, campaign) => Write(
                json,
                campaign,
                used,
                counts?.GetValueOrDefault(campaign.Key),
                outlook?.GetValueOrDefault(campaign.Key)));
    }

    private void Write(
        Utf8Json json,
        Campaign campaign,
        IReadOnlyDictionary<int, Profile> profiles,
        CampaignCounts? counts,
        Outlook? outlook)
    {
        CampaignViews.Write(json, campaign, profiles);
        if (outlook is not null)
        {
            CampaignViews.Write(json, campaign, outlook, time.Now());
        }
        else if (counts is not null)
        {
            CampaignViews.Write(json, campaign, counts, time.Now());
        }
    }

    /// <summary>Null for a campaign that has been deleted meanwhile.</summary>
    private async Task<Outlook?> LookAsync(Campaign campaign, CancellationToken ct) =>
        await campaigns.LoadSetupAsync(campaign.Key, ct) is { } setup ? await outlooks.LookAsync(setup, ct) : null;

    private static async Task<IReadOnlyDictionary<CampaignKey, T>> EachAsync<T>(
        IEnumerable<Campaign> found, Func<Campaign, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var results = new ConcurrentDictionary<CampaignKey, T>();
        await Parallel.ForEachAsync(
            found,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = ct },
            async (campaign, stop) => results[campaign.Key] = await read(campaign, stop));
        return results;
    }

    private static bool IsSet(HttpRequest http, string name, FieldErrors errors)
    {
        var text = http.Query[name].ToString();
        if (text is not ("" or "true" or "false"))
        {
            errors.Add(name, ValidationTexts.Invalid);
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
