using System.Text.Json.Nodes;
using NodaTime.Text;
using Plum.Core.Accounts;
using Plum.Core.Campaigns;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Plum.Core.Times;
using Plum.Core.Validation;

namespace Plum.Core.Audit;

/// <summary>
/// What the audit log shows of each kind of thing: the fields a user may set, under the names of the interface.
/// </summary>
/// <remarks>What the service keeps for itself, such as a campaign's epoch, is no field of any.</remarks>
public static class AuditedFields
{
    public static IReadOnlyList<AuditField> Of(Schedule schedule) =>
    [
        new("nickname", schedule.Nickname),
        new("days", new JsonArray([.. schedule.DaysAsGiven.Select(day => JsonValue.Create(day))])),
    ];

    public static IReadOnlyList<AuditField> Of(Profile profile) =>
    [
        new("nickname", profile.Nickname),
        new("period", profile.Pace.PeriodMinutes),
        new("amount_per_period", profile.Pace.AmountPerPeriod),
        new("time_between_periods", profile.Pace.RestMinutes),
        new("spread", profile.Pace.Spread.Lower()),
    ];

    public static IReadOnlyList<AuditField> Of(Campaign campaign) =>
    [
        .. campaign.Queued is { } queued ? Of(queued) : Paced(campaign),
        new("start_url", campaign.IsDefault ? null : campaign.StartUrl),
        new("result_url", campaign.ResultUrl),
        .. Retries(campaign),
        new("gateway", campaign.Gateway),
        new("caller_ids", Array(campaign.CallerIds)),
        new("caller_id_choice", campaign.CallerIdChoice?.Lower()),
        new("weight", campaign.Weight),
        new("state", (StartsByItself(campaign) ? CampaignState.Started : campaign.State).Lower()),
    ];

    public static IReadOnlyList<AuditField> Of(Account account) =>
    [
        new("login", account.Login),
        new("pin", account.PinHash, IsSecret: true),
        new("caller_id", account.CallerId),
        new("caller_ids", Array(account.CallerIds)),
        new("gateway", account.Gateway),
        new("time_zone", account.TimeZone),
        new("signing_key", account.SigningKey, IsSecret: true),
        new("role", account.Role.Lower()),
        new("state", account.State.Lower()),
        new("calls_suspended", account.CallsSuspended),
        new("calls_at_once", account.CallsAtOnce),
        new("calls_per_second", account.CallsPerSecond),
        new("caller_id_calls_at_once", account.CallerIdCallsAtOnce),
        new("caller_id_calls_per_second", account.CallerIdCallsPerSecond),
    ];

    public static IReadOnlyList<AuditField> Of(Token token) =>
    [
        new("label", token.Label),
        new("expires_at", token.ExpiresAt is { } expires ? Eastern.Show(expires) : null),
    ];

    public static IReadOnlyList<AuditField> Of(ServiceSwitch service) =>
        [new("calls_suspended", service.CallsSuspended)];

    private static AuditField[] Retries(Campaign campaign) => campaign.IsDefault ? []
        : campaign.Retry is { } rules ? [new("retry", RetryEdit.Show(rules))]
        : [new("max_retries", campaign.MaxRetries), new("retry_interval", campaign.RetryInterval)];

    private static JsonArray? Array(IReadOnlyList<string>? numbers) =>
        numbers is null ? null : new([.. numbers.Select(number => JsonValue.Create(number))]);

    // One of queuecalls does with its list, in the very next moment, and that is no change of anybody's.
    private static bool StartsByItself(Campaign campaign) => campaign is { Queued: not null, Pending: not null };

    // Its dates only repeat the instants.
    private static AuditField[] Of(QueuedCampaign queued) =>
    [
        new("campaign_name", queued.Name ?? "default"),
        new("scheduled_timestamp", queued.Name is null ? null : queued.Opens.ToUnixTimeSeconds()),
        new("expiration_timestamp", queued.Expires?.ToUnixTimeSeconds()),
        new("campaign_parameters", queued.CampaignParameters is "" ? null : queued.CampaignParameters),
    ];

    private static AuditField[] Paced(Campaign campaign) =>
    [
        new("start_date", LocalDatePattern.Iso.Format(campaign.StartDate)),
        new("end_date", LocalDatePattern.Iso.Format(campaign.EndDate)),
        new("schedule_id", campaign.ScheduleId),
        new("profiles", new JsonArray([.. campaign.Profiles.Select(Of)])),
    ];

    private static JsonNode Of(CampaignProfile window) => new JsonObject
    {
        ["profile_id"] = window.ProfileId,
        ["start_time"] = WindowTimes.Start(window.Start),
        ["end_time"] = WindowTimes.End(window.End),
    };
}
