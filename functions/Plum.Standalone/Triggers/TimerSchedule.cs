using Microsoft.Extensions.Configuration;
using NCrontab;

namespace Plum.Standalone.Triggers;

/// <summary>When a timer trigger's function runs.</summary>
internal static class TimerSchedule
{
    /// <summary>Reads a trigger's schedule into a function that gives the first occurrence after an instant.</summary>
    public static Func<DateTimeOffset, DateTimeOffset?> Read(string function, string text, IConfiguration settings)
    {
        var schedule = FunctionReader.Resolved(function, text, "schedule", settings);
        try
        {
            var withSeconds = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6;
            var crontab = CrontabSchedule.Parse(schedule, new() { IncludingSeconds = withSeconds });
            return after => crontab.GetNextOccurrence(after.UtcDateTime, DateTime.MaxValue) is var next
                && next < DateTime.MaxValue ? new(next, TimeSpan.Zero) : null;
        }
        catch (CrontabException e)
        {
            throw FunctionReader.Refused(function, $"has the schedule '{schedule}', which is not NCRONTAB: {e.Message}");
        }
    }
}
