using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Profiles;
using Plum.Core.Schedules;

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
/// A list of calls, the days and windows to place them in, and whether it is started (Scheduling and Pacing API, Campaigns).
/// </summary>
/// <param name="StartDate">First Eastern day.</param>
/// <param name="EndDate">Last Eastern day, inclusive.</param>
/// <param name="ScheduleId">The schedule in use.</param>
/// <param name="ScheduleAsGiven">The schedule's id or nickname as the user wrote it.</param>
/// <param name="MaxRetries">0 to 10 retries after a failed attempt.</param>
/// <param name="RetryInterval">Seconds from the end of a failed attempt to the next, 60 to 172,800.</param>
/// <param name="Epoch">Raised by every stop, start and edit. A dial message of an older epoch is out of date and dials
/// nothing.</param>
/// <param name="Pending">The list that was accepted with the campaign and has not joined its queue yet; null almost
/// always.</param>
/// <param name="Anchor">When the present period grid began: the last start, or the last edit of pace or windows.</param>
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
    PendingList? Pending = null)
{
    /// <summary>When this campaign may place calls, given the days of its schedule and its profiles by id.</summary>
    public Calendar Calendar(Weekdays days, IReadOnlyDictionary<int, Profile> profiles) => new(
        StartDate,
        EndDate,
        days,
        [.. Profiles.OrderBy(p => p.Start).Select(p => new Window(p.Start, p.End, profiles[p.ProfileId].Pace))]);
}

/// <summary>A list that is stored and waits to join its campaign's queue.</summary>
/// <param name="Calls">How many calls it holds.</param>
public sealed record PendingList(string BatchId, long Calls);

/// <summary>
/// A profile in use by a campaign, and the window it paces. Eastern wall-clock times, start inclusive, end exclusive.
/// </summary>
public sealed record CampaignProfile(int ProfileId, LocalTime Start, LocalTime End);
