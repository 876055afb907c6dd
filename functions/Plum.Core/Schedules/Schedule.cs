using Plum.Core.Accounts;

namespace Plum.Core.Schedules;

/// <summary>A named set of weekdays that campaigns refer to (Scheduling and Pacing API, Schedules).</summary>
/// <param name="Id">Unique within the account, from 1 upwards.</param>
/// <param name="DaysAsGiven">The days in the order they were sent, as lower-case three-letter names.</param>
/// <param name="Nickname">At most 64 characters, unique among the account's schedules, or null.</param>
public sealed record Schedule(int Id, IReadOnlyList<string> DaysAsGiven, string? Nickname) : INicknamed
{
    public Weekdays Days =>
        DaysAsGiven.Aggregate(Weekdays.None, (days, name) => days | Enum.Parse<Weekdays>(name, ignoreCase: true));
}
