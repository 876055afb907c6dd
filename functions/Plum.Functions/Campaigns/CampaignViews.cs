using NodaTime;
using NodaTime.Text;
using Plum.Core.Calls;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Times;
using Plum.Functions.Calls;
using Plum.Functions.Shared;

namespace Plum.Functions.Campaigns;

/// <summary>Campaigns as the interface shows them.</summary>
internal static class CampaignViews
{
    private static readonly LocalDatePattern Day =
        LocalDatePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd' 00:00:00'");

    /// <summary>
    /// What a campaign shows of itself and nobody can set, beside its id. A campaign that is sent back as it was shown
    /// holds them, too.
    /// </summary>
    public static readonly string[] Fields =
        [
            CampaignCommands.IdField,
            "state",
            "counts",
            "summary",
            "calls_per_hour",
            "doing",
            "next_call",
            "last_call",
            "not_placed",
        ];

    /// <summary>An item of Get Campaigns.</summary>
    public static void Write(Utf8Json json, Campaign campaign, IReadOnlyDictionary<int, Profile> profiles)
    {
        json.WriteNumber("campaign_id", campaign.Key.Id);
        if (campaign.Queued is { } queued)
        {
            Write(json, campaign, queued);
            return;
        }

        json.WriteString("start_date", Day.Format(campaign.StartDate));
        json.WriteString("end_date", Day.Format(campaign.EndDate));
        json.WriteString("start_url", campaign.StartUrl);
        json.WriteString("result_url", campaign.ResultUrl);
        json.WriteString("schedule_nickname", campaign.ScheduleAsGiven);
        json.WriteObjects("profiles", campaign.Profiles, (entry, window) =>
        {
            entry.WriteNumber("profile_id", window.ProfileId);
            entry.WriteString("nickname", profiles.GetValueOrDefault(window.ProfileId)?.Nickname);
            entry.WriteString("start_time", WindowTimes.Start(window.Start));
            entry.WriteString("end_time", WindowTimes.End(window.End));
        });
    }

    /// <summary>
    /// How a campaign is getting on, by state; and in the three counts of the old campaign interface, which add up as
    /// well.
    /// </summary>
    public static void Write(Utf8Json json, Campaign campaign, CampaignCounts counts, Instant now)
    {
        json.WriteString("state", StateOf(campaign, counts, now));
        json.WriteObject("counts", states => Write(states, counts));
        json.WriteObject("summary", summary =>
        {
            summary.WriteNumber("pending", counts.Pending);
            summary.WriteNumber("completed", counts.Completed);
            summary.WriteNumber("failed", counts.NotCompleted);
        });
    }

    /// <summary>Likewise, and what it does now and next.</summary>
    public static void Write(Utf8Json json, Campaign campaign, Outlook outlook, Instant now)
    {
        Write(json, campaign, outlook.Counts, now);
        json.WriteNumber("calls_per_hour", outlook.CallsPerHour);
        json.WriteString("doing", outlook.Doing);
        json.WriteString("next_call", outlook.NextCall is { } next ? Eastern.Show(next) : null);
        json.WriteString("last_call", outlook.Finish?.LastCall is { } last ? Eastern.Show(last) : null);
        json.WriteNumber("not_placed", outlook.Finish?.NotPlaced ?? 0);
    }

    private static string StateOf(Campaign campaign, CampaignCounts counts, Instant now) =>
        campaign.IsOver(now) || campaign.IsDone(counts) ? "finished"
        : campaign.State == CampaignState.Started ? "started"
        : "stopped";

    private static void Write(Utf8Json json, CampaignCounts counts)
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

    // In the words of queuecalls; the default campaign's calls have their own URLs and instants.
    private static void Write(Utf8Json json, Campaign campaign, QueuedCampaign queued)
    {
        json.WriteString("campaign_name", queued.Name ?? "default");
        if (campaign.IsDefault)
        {
            return;
        }

        json.WriteNumber("scheduled_timestamp", queued.Opens.ToUnixTimeSeconds());
        json.WriteNumber("expiration_timestamp", queued.Expires?.ToUnixTimeSeconds() ?? 0);
        json.WriteString("start_url", campaign.StartUrl);
        json.WriteString("result_url", campaign.ResultUrl);
        json.WriteString("campaign_parameters", queued.CampaignParameters);
    }

    public static string Version(Campaign campaign) =>
        Versions.Of(campaign with { Pending = null, Canceling = null }, StoredJson.Default.Campaign);
}
