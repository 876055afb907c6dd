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
    int? MaxRetries,
    int? RetryInterval,
    int? Weight)
{
    public const int DefaultRetryInterval = 300;

    private const int MaxWeight = 100;

    /// <summary>The fields read.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "start_date", "end_date", "start_url", "result_url", "schedule", "schedule_id", ShownSchedule, "profiles",
        "max_retries", "max_retry", "retry_interval", "weight",
    ];

    /// <summary>What Get Campaigns calls the schedule as it was given.</summary>
    private const string ShownSchedule = "schedule_nickname";

    /// <summary>Reads the fields of Create Campaign or Update Campaign; the reader notes what is wrong with them.</summary>
    /// <param name="present">The campaign as it is; null when it is to be created.</param>
    public static CampaignEdit Read(FieldReader fields, Campaign? present = null)
    {
        var (schedule, retries) = (ScheduleField(fields), fields.NameOf("max_retries", "max_retry"));
        fields.RequireWhereSent("start_date", "end_date", "start_url", schedule, "profiles");
        if (present is not null)
        {
            fields.RequireWhereSent(retries, "retry_interval", "weight");
        }

        var edit = new CampaignEdit(
            fields.Date("start_date"),
            fields.Date("end_date"),
            fields.Url("start_url"),
            fields.Has("result_url"),
            fields.Url("result_url"),
            ReadSchedule(fields, schedule, present),
            WindowEdit.Read(fields),
            (int?)fields.WholeNumber(retries, 0, CallSettings.MostRetries),
            (int?)fields.WholeNumber("retry_interval", CallSettings.ShortestInterval, CallSettings.LongestInterval),
            (int?)fields.WholeNumber("weight", 1, MaxWeight));

        var (start, end) = (edit.StartDate ?? present?.StartDate, edit.EndDate ?? present?.EndDate);
        if (end < start)
        {
            // The fault is told where the request can mend it.
            fields.Errors.Add("end_date", ValidationTexts.AfterOrEqual("end_date", "start_date"));
        }

        return edit;
    }

    /// <summary>Create Campaign's table says <c>schedule</c>, its example <c>schedule_id</c>, Get Campaigns a third.</summary>
    public static string ScheduleField(FieldReader fields) => fields.NameOf("schedule", "schedule_id", ShownSchedule);

    // What Get Campaigns shows is the schedule in use, also when that has been renamed since.
    private static string? ReadSchedule(FieldReader fields, string field, Campaign? present) =>
        fields.Text(field, 64) is { } schedule && (field != ShownSchedule || schedule != present?.ScheduleAsGiven)
            ? schedule
            : null;

    public Campaign Create(CampaignKey key, int scheduleId, IReadOnlyList<CampaignProfile> profiles, Instant now) => new(
        key,
        StartDate!.Value,
        EndDate!.Value,
        StartUrl!,
        ResultUrl,
        scheduleId,
        Schedule!,
        profiles,
        MaxRetries ?? 0,
        RetryInterval ?? DefaultRetryInterval,
        CampaignState.Stopped,
        Epoch: 0,
        Anchor: now,
        CreatedAt: now,
        Weight: Weight);

    /// <summary>The campaign after the edit. What was released under the old rules is out of date from then on.</summary>
    /// <param name="scheduleId">The schedule that <see cref="Schedule"/> names, or the present one.</param>
    /// <param name="profiles">The profiles that <see cref="Windows"/> name, or the present ones.</param>
    public Campaign ApplyTo(Campaign campaign, int scheduleId, IReadOnlyList<CampaignProfile> profiles, Instant now) => campaign with
    {
        StartDate = StartDate ?? campaign.StartDate,
        EndDate = EndDate ?? campaign.EndDate,
        StartUrl = StartUrl ?? campaign.StartUrl,
        ResultUrl = ChangesResultUrl ? ResultUrl : campaign.ResultUrl,
        ScheduleId = scheduleId,
        ScheduleAsGiven = Schedule ?? campaign.ScheduleAsGiven,
        Profiles = profiles,
        MaxRetries = MaxRetries ?? campaign.MaxRetries,
        RetryInterval = RetryInterval ?? campaign.RetryInterval,
        Weight = Weight ?? campaign.Weight,
        Epoch = campaign.Epoch + 1,
        Anchor = profiles.SequenceEqual(campaign.Profiles) ? campaign.Anchor : now + CampaignMoves.TakesEffect,
    };
}
