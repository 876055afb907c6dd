using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Calls;
using Plum.Functions.Profiles;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>A campaign, and how it is getting on.</summary>
/// <remarks>Many look at a campaign while it dials, and each look reads all that is in flight: they share it.</remarks>
public sealed class CampaignStatus(
    CampaignTable campaigns, ProfileTable profiles, CampaignOutlook outlooks, TimeProvider time)
{
    private readonly NextReads<(CampaignKey Key, string Id), Answer> _looks = new();

    /// <param name="id">The campaign as the request names it.</param>
    public Task<Answer> AnswerAsync(CampaignKey key, string id, CancellationToken ct) =>
        _looks.ReadAsync((key, id), () => LookAsync(key, id, CancellationToken.None), ct);

    private async Task<Answer> LookAsync(CampaignKey key, string id, CancellationToken ct)
    {
        if (await campaigns.LoadSetupAsync(key, ct) is not { } setup)
        {
            return Answer.NotFound(AccountRows.Campaign, id);
        }

        var campaign = setup.Campaign.Value;
        var used = await profiles.FindAllAsync(key.Account, campaign.Profiles.Select(p => p.ProfileId), ct);
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
        WriteRetries(json, campaign);
        json.WriteString("gateway", campaign.Gateway);
        json.WriteStrings("caller_ids", campaign.CallerIds);
        json.WriteString("caller_id_choice", (campaign.CallerIdChoice ?? CallerIdChoice.Rotate).Lower());
        json.WriteNumber("weight", campaign.Weight ?? 1);
        CampaignViews.Write(json, campaign, outlook, time.Now());
    }

    // In the form they were given in, which is how an update takes them back.
    private static void WriteRetries(Utf8Json json, Campaign campaign)
    {
        if (campaign.Retry is { } rules)
        {
            json.WriteNode("retry", RetryEdit.Show(rules));
            return;
        }

        json.WriteNumber("max_retries", campaign.MaxRetries);
        json.WriteNumber("retry_interval", campaign.RetryInterval);
    }
}
