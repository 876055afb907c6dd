using NodaTime;
using Plum.Core.Calls;
using Plum.Core.Validation;

namespace Plum.Core.Campaigns;

/// <summary>What a request says about a campaign. What it does not mention stays as it is.</summary>
/// <param name="Schedule">A schedule's id or nickname.</param>
/// <param name="Windows">All of the campaign's profiles: they replace the ones it had.</param>
/// <param name="ChangesResultUrl">Whether the result URL was mentioned; an empty one takes it away.</param>
public sealed record CampaignEdit(
    LocalDate? StartDate,
    LocalDate? EndDate,
    string? StartUrl,
    bool ChangesResultUrl,
    string? ResultUrl,
    string? Schedule,
    IReadOnlyList<WindowEdit>? Windows,
    RetryEdit Retries,
    int? Weight)
{
    public const string GatewayField = "gateway";

    public const string CallerIdsField = "caller_ids";

    private const string ChoiceField = "caller_id_choice";

    public Mention<string> Gateway { get; private init; }

    public Mention<IReadOnlyList<string>> CallerIds { get; private init; }

    public CallerIdChoice? CallerIdChoice { get; private init; }

    public const int MaxWeight = 100;

    /// <summary>Those that campaigns of queuecall and queuecalls have, too.</summary>
    public static IReadOnlyList<string> QueuedFields { get; } =
        [.. RetryEdit.Fields, GatewayField, CallerIdsField, ChoiceField, "weight"];

    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "start_date", "end_date", "start_url", "result_url", "schedule", "schedule_id", ShownSchedule, "profiles",
        .. QueuedFields,
    ];

    /// <summary>What Get Campaigns calls the schedule as it was given.</summary>
    private const string ShownSchedule = "schedule_nickname";

    /// <summary>
    /// Reads the fields of Create Campaign or Update Campaign; the reader notes what is wrong with them.
    /// </summary>
    /// <param name="present">The campaign as it is; null when it is to be created.</param>
    public static CampaignEdit Read(FieldReader fields, Campaign? present = null)
    {
        var schedule = ScheduleField(fields);
        fields.RequireWhereSent("start_date", "end_date", "start_url", schedule, "profiles");
        if (present is not null)
        {
            fields.RequireWhereSent(ChoiceField, "weight");
        }

        var edit = new CampaignEdit(
            fields.Date("start_date"),
            fields.Date("end_date"),
            fields.Url("start_url"),
            fields.Has("result_url"),
            fields.Url("result_url"),
            ReadSchedule(fields, schedule, present),
            WindowEdit.Read(fields),
            RetryEdit.Read(fields, present),
            (int?)fields.WholeNumber("weight", 1, MaxWeight))
        {
            Gateway = new(fields.Has(GatewayField), fields.Text(GatewayField, 40)),
            CallerIds = CallerIdPool.Read(fields, CallerIdsField),
            CallerIdChoice = fields.OneOf(ChoiceField, EnumNames.All<CallerIdChoice>()) is { } choice
                ? Enum.Parse<CallerIdChoice>(choice, ignoreCase: true)
                : null,
        };

        var (start, end) = (edit.StartDate ?? present?.StartDate, edit.EndDate ?? present?.EndDate);
        if (end < start)
        {
            // The fault is told where the request can mend it.
            fields.Errors.Add("end_date", ValidationTexts.AfterOrEqual("end_date", "start_date"));
        }

        return edit;
    }

    /// <summary>
    /// Create Campaign's table says <c>schedule</c>, its example <c>schedule_id</c>, Get Campaigns a third.
    /// </summary>
    public static string ScheduleField(FieldReader fields) => fields.NameOf("schedule", "schedule_id", ShownSchedule);

    // What Get Campaigns shows is the schedule in use, also when that has been renamed since.
    private static string? ReadSchedule(FieldReader fields, string field, Campaign? present) =>
        fields.Text(field, 64) is { } schedule && (field != ShownSchedule || schedule != present?.ScheduleAsGiven)
            ? schedule
            : null;

    public Campaign Create(
        CampaignKey key, int scheduleId, IReadOnlyList<CampaignProfile> profiles, Instant now) => Retries.ApplyTo(new(
        key,
        StartDate!.Value,
        EndDate!.Value,
        StartUrl!,
        ResultUrl,
        scheduleId,
        Schedule!,
        profiles,
        MaxRetries: 0,
        CallSettings.DefaultInterval,
        CampaignState.Stopped,
        Epoch: 0,
        Anchor: now,
        CreatedAt: now,
        Gateway: Gateway.Value,
        CallerIds: CallerIds.Value,
        CallerIdChoice: CallerIdChoice,
        Weight: Weight));

    /// <summary>
    /// The campaign after the edit. What was released under the old rules is out of date from then on.
    /// </summary>
    /// <param name="scheduleId">The schedule that <see cref="Schedule"/> names, or the present one.</param>
    /// <param name="profiles">The profiles that <see cref="Windows"/> name, or the present ones.</param>
    public Campaign ApplyTo(Campaign campaign, int scheduleId, IReadOnlyList<CampaignProfile> profiles, Instant now) =>
        Retries.ApplyTo(campaign) with
        {
            StartDate = StartDate ?? campaign.StartDate,
            EndDate = EndDate ?? campaign.EndDate,
            StartUrl = StartUrl ?? campaign.StartUrl,
            ResultUrl = ChangesResultUrl ? ResultUrl : campaign.ResultUrl,
            ScheduleId = scheduleId,
            ScheduleAsGiven = Schedule ?? campaign.ScheduleAsGiven,
            Profiles = profiles,
            Gateway = Gateway.Or(campaign.Gateway),
            CallerIds = CallerIds.Or(campaign.CallerIds),
            CallerIdChoice = CallerIdChoice ?? campaign.CallerIdChoice,
            Weight = Weight ?? campaign.Weight,
            Epoch = campaign.Epoch + 1,
            Anchor = profiles.SequenceEqual(campaign.Profiles) ? campaign.Anchor : now + CampaignMoves.TakesEffect,
        };
}
