using NodaTime;
using Plum.Core.Accounts;
using Plum.Core.Calls;
using Plum.Core.Pacing;
using Plum.Core.PhoneLists;
using Plum.Core.Profiles;
using Plum.Core.Schedules;
using Plum.Core.Times;

namespace Plum.Core.Campaigns;

/// <summary>Names a campaign: the account it belongs to and its number within that account.</summary>
public readonly record struct CampaignKey(string Account, int Id)
{
    /// <summary>The partition that holds the campaign's calls, and its orchestration's instance id.</summary>
    public string Partition => $"{Account}-{Id:D10}";
}

/// <summary>Whether the user wants the campaign to dial.</summary>
public enum CampaignState
{
    Stopped,
    Started,
}

/// <summary>
/// A list of calls, the days and windows to place them in, and whether it is started (Scheduling and Pacing API,
/// Campaigns).
/// </summary>
/// <param name="StartDate">First Eastern day.</param>
/// <param name="EndDate">Last Eastern day, inclusive.</param>
/// <param name="ScheduleId">The schedule in use.</param>
/// <param name="ScheduleAsGiven">The schedule's id or nickname as the user wrote it.</param>
/// <param name="MaxRetries">0 to 10 retries after an attempt that nobody answered, unless there are rules.</param>
/// <param name="RetryInterval">Seconds from the end of such an attempt to the next, 60 to 172,800.</param>
/// <param name="Epoch">Raised by every stop, start and edit. A dial message of an older epoch is out of date and dials
/// nothing.</param>
/// <param name="Pending">The list that was accepted with the campaign and has not joined its queue yet; null almost
/// always.</param>
/// <param name="Anchor">
/// When the present period grid began: the last start, or the last edit of pace or windows.
/// </param>
/// <param name="Queued">
/// What it is beside this when queuecall or queuecalls made it; it has no schedule (id 0) and no profiles then. Null
/// for campaigns of the Scheduling and Pacing API.
/// </param>
/// <param name="Gateway">
/// The gateway that places its calls, by its name in the settings; null is the account's, or the service's.
/// </param>
/// <param name="CallerIds">The numbers its calls show, unless they name one themselves; null is the account's.</param>
/// <param name="CallerIdChoice">How several are chosen from; null is by rotation.</param>
/// <param name="Canceling">
/// The order to cancel all that waits, as long as it is not worked off; nothing is dialed until then.
/// </param>
/// <param name="Retry">Rules for each outcome, in place of <paramref name="MaxRetries"/> and its interval.</param>
/// <param name="Weight">Its share of lines that are limited, in proportion to that of others; null is 1.</param>
public sealed record Campaign(
    CampaignKey Key,
    LocalDate StartDate,
    LocalDate EndDate,
    string StartUrl,
    string? ResultUrl,
    int ScheduleId,
    string ScheduleAsGiven,
    IReadOnlyList<CampaignProfile> Profiles,
    int MaxRetries,
    int RetryInterval,
    CampaignState State,
    long Epoch,
    Instant Anchor,
    Instant CreatedAt,
    PendingList? Pending = null,
    QueuedCampaign? Queued = null,
    CancelOrder? Canceling = null,
    RetryRules? Retry = null,
    string? Gateway = null,
    IReadOnlyList<string>? CallerIds = null,
    CallerIdChoice? CallerIdChoice = null,
    int? Weight = null)
{
    /// <summary>
    /// The account's own campaign, into which queuecall puts calls one by one, each with settings of its own.
    /// </summary>
    public bool IsDefault => Queued is { Name: null };

    /// <summary>
    /// Somebody may want its results: only its calls themselves say whether, in the default campaign.
    /// </summary>
    public bool PostsResults => ResultUrl is not null || IsDefault;

    /// <summary>From this instant on the campaign places no call.</summary>
    public Instant End => Queued is { Expires: { } expires } ? expires : Eastern.EndOfDay(EndDate);

    /// <summary>A named campaign is over with its list; more calls, should any be added, wake it again.</summary>
    public bool IsDone(CampaignCounts counts) => Queued is { Name: not null } && counts.Final == counts.Accepted;

    /// <summary>What holds for its calls, unless they have settings of their own.</summary>
    public CallSettings Settings => new(
        StartUrl, ResultUrl, MaxRetries, RetryInterval, Queued?.CampaignParameters ?? "", Queued?.Expires, Retry);

    /// <summary>Its calls may be owed retries: only they themselves say whether, in the default campaign.</summary>
    public bool MayRetry => IsDefault || Settings.Retries.Most > 0;

    /// <summary>The one of its caller ids that a call shows, or null when it has none.</summary>
    /// <param name="owned">Those that its account may still show; null is all.</param>
    public string? CallerIdFor(PhoneNumber called, long position, IReadOnlySet<string>? owned) =>
        CallerIdPool.Choose(CallerIds, CallerIdChoice ?? Calls.CallerIdChoice.Rotate, called, position, owned);

    /// <summary>The numbers among which its calls are divided; none when the gateway chooses.</summary>
    public IReadOnlyList<string> ShownBy(DialPermit permit) =>
        CallerIdPool.Left(CallerIds, permit.Owned) is [_, ..] own ? own
        : permit.CallerId is { } ofAccount ? [ofAccount]
        : [];

    /// <summary>A campaign of the outbound web services, not started yet.</summary>
    public static Campaign Of(CampaignKey key, QueuedCampaign queued, CallSettings settings, Instant now) => new(
        key,
        Eastern.DayOf(queued.Opens),
        queued.Expires is { } expires ? Eastern.DayOf(expires) : Eastern.LastDay,
        settings.StartUrl,
        settings.ResultUrl,
        ScheduleId: 0,
        ScheduleAsGiven: "",
        [],
        settings.MaxRetries,
        settings.RetryInterval,
        CampaignState.Stopped,
        Epoch: 0,
        Anchor: now,
        CreatedAt: now,
        Queued: queued,
        Retry: settings.Retry);

    /// <summary>When this campaign may place calls, given the days of its schedule and its profiles by id.</summary>
    public Calendar Calendar(Weekdays days, IReadOnlyDictionary<int, Profile> profiles) => Queued is not null
        ? Pacing.Calendar.Open(StartDate, End)
        : new(
            StartDate,
            EndDate,
            days,
            [.. Profiles.OrderBy(p => p.Start).Select(p => new Window(p.Start, p.End, profiles[p.ProfileId].Pace))]);
}

/// <summary>A list that is stored and waits to join its campaign's queue.</summary>
/// <param name="Calls">How many calls it holds.</param>
/// <param name="FirstCallId">Their call ids are this and the following.</param>
/// <param name="MessageReference">
/// The message_reference of those that came without; likewise <paramref name="CallParameters"/>.
/// </param>
public sealed record PendingList(
    string BatchId, long Calls, int FirstCallId, string MessageReference = "", string CallParameters = "");

/// <summary>
/// A profile in use by a campaign, and the window it paces. Eastern wall-clock times, start inclusive, end exclusive;
/// an end at midnight is the end of the day.
/// </summary>
public sealed record CampaignProfile(int ProfileId, LocalTime Start, LocalTime End);

/// <summary>A user's order to cancel every call that waits or is owed a retry.</summary>
/// <param name="Id">Tells it from every other order.</param>
/// <param name="UpTo">Calls at positions before this one; later ones came after the order.</param>
/// <param name="At">When it was given.</param>
public sealed record CancelOrder(string Id, long UpTo, Instant At);
