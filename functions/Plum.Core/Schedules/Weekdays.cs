namespace Plum.Core.Schedules;

/// <summary>The days of a week on which a campaign may place calls, Eastern days.</summary>
[Flags]
public enum Weekdays
{
    None = 0,
    Mon = 1,
    Tue = 2,
    Wed = 4,
    Thu = 8,
    Fri = 16,
    Sat = 32,
    Sun = 64,
    All = 127,
}
