using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
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
        json.WriteString("state", StateOf(campaign, outlook.Counts));
        json.WriteObject("counts", counts => WriteCounts(counts, outlook.Counts));
        json.WriteNumber("calls_per_hour", outlook.CallsPerHour);
        json.WriteString("doing", outlook.Doing);
        json.WriteString("next_call", outlook.NextCall is { } next ? Eastern.Show(next) : null);
    }

    private string StateOf(Campaign campaign, CampaignCounts counts) =>
        campaign.IsOver(time.Now()) || campaign.IsDone(counts) ? "finished"
        : campaign.State == CampaignState.Started ? "started"
        : "stopped";

    private static void WriteCounts(Utf8Json json, CampaignCounts counts)
    {
        json.WriteNumber("accepted", counts.Accepted);
        json.WriteNumber(CallState.Waiting.Name(), counts.Waiting);
        json.WriteNumber(CallState.Retrying.Name(), counts.Retrying);
        json.WriteNumber(CallState.InFlight.Name(), counts.InFlight);
        json.WriteNumber(CallState.Completed.Name(), counts.Completed);
        json.WriteNumber(CallState.Failed.Name(), counts.Failed);
        json.WriteNumber(CallState.Canceled.Name(), counts.Canceled);
        json.WriteNumber(CallState.Expired.Name(), counts.Expired);
    }
}
