using Plum.Core.Audit;
using Plum.Core.Schedules;
using Plum.Functions.Accounts;
using Plum.Functions.Shared;

namespace Plum.Functions.Schedules;

/// <summary>Schedules in their account's partition.</summary>
public sealed class ScheduleTable(AccountTable accounts)
    : NicknamedTable<Schedule>(accounts, AccountRows.Schedule, StoredJson.Default.Schedule, AuditedFields.Of);
