using System.Text.Json;
using Plum.Core.Audit;
using Plum.Core.Campaigns;
using Plum.Core.Schedules;
using Plum.Core.Validation;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;
using Plum.Functions.Shared.Input;

namespace Plum.Functions.Schedules;

/// <summary>Schedules in their account's partition, and as the interface takes and shows them.</summary>
public sealed class ScheduleTable(AccountTable accounts)
    : NicknamedTable<Schedule>(accounts, AccountRows.Schedule, StoredJson.Default.Schedule, AuditedFields.Of)
{
    internal const string Id = "schedule_id";

    internal override string IdField => Id;

    internal override IReadOnlyList<string> Fields => ScheduleEdit.Fields;

    /// <summary>An item of Get Schedules.</summary>
    internal override void Write(Utf8Json json, Schedule schedule)
    {
        json.WriteNumber(Id, schedule.Id);
        json.WriteString("nickname", schedule.Nickname);
        json.WriteStrings("days", schedule.DaysAsGiven);
    }

    // The documented answer shows the days as the text that was sent, not as an array.
    internal override void WriteEdited(Utf8Json json, Schedule edited, RequestFields sent) => json.WriteString(
        "days", sent["days"] ?? JsonSerializer.Serialize(edited.DaysAsGiven, StoredJson.Default.IReadOnlyListString));

    internal override (string? Nickname, Func<int, Schedule> Create) ReadNew(FieldReader fields)
    {
        var edit = ScheduleEdit.Read(fields.Require("days"));
        return (edit.Nickname, edit.Create);
    }

    internal override Schedule ReadEdited(FieldReader fields, Schedule present) =>
        ScheduleEdit.Read(fields).ApplyTo(present);

    internal override bool ConcernsCampaigns(Schedule before, Schedule after) => before.Days != after.Days;

    /// <summary>The new days at once.</summary>
    internal override Campaign Follow(Campaign started) => started.Rescheduled();
}
