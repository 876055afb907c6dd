using Plum.Core.Schedules;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>Schedules as the interface shows them.</summary>
internal static class ScheduleViews
{
    public const string IdField = "schedule_id";

    /// <summary>An item of Get Schedules.</summary>
    public static void Write(Utf8Json json, Schedule schedule)
    {
        json.WriteNumber(IdField, schedule.Id);
        json.WriteString("nickname", schedule.Nickname);
        json.WriteStrings("days", schedule.DaysAsGiven);
    }

    public static string Version(Schedule schedule) => Versions.Of(schedule, StoredJson.Default.Schedule);
}
