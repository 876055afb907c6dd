using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Times;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>GET /api/campaigns/{id}: one item of Get Campaigns, and how it is getting on.</summary>
public sealed class GetCampaign(
    ApiRequests api, CampaignTable campaigns, ProfileTable profiles, CampaignOutlook outlooks, TimeProvider time)
{
    [Function(nameof(GetCampaign))]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "api/campaigns/{id}")] HttpRequest http,
        string id,
        CancellationToken ct) =>
        api.AnswerAsync(http, caller => AnswerAsync(caller.Account, id, ct), ct);

    private async Task<Answer> AnswerAsync(string account, string id, CancellationToken ct)
    {
        if (await campaigns.LoadSetupAsync(await campaigns.KeyOfAsync(account, id, ct), ct) is not { } setup)
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        var campaign = setup.Campaign.Value;
        var used = await profiles.FindAllAsync(account, campaign.Profiles.Select(p => p.ProfileId), ct);
        var outlook = await outlooks.LookAsync(setup, ct);
        return Answer
            .Json(json =>
            {
                CampaignViews.Write(json, campaign, used);
                WriteProgress(json, setup, outlook);
            })
            .With("ETag", CampaignViews.Version(campaign));
    }

    private void WriteProgress(Utf8Json json, CampaignSetup setup, Outlook outlook)
    {
        var campaign = setup.Campaign.Value;
        json.WriteNumber("max_retries", campaign.MaxRetries);
        json.WriteNumber("retry_interval", campaign.RetryInterval);
        CampaignViews.Write(json, campaign, outlook.Counts, time.Now());
        json.WriteNumber("calls_per_hour", outlook.CallsPerHour);
        json.WriteString("doing", outlook.Doing);
        json.WriteString("next_call", outlook.NextCall is { } next ? Eastern.Show(next) : null);
    }
}
