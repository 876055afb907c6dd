namespace Microsoft.Azure.Functions.Worker;

/// <summary>What a timer-triggered function learns about its schedule.</summary>
public class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether the occurrence comes later than its schedule says.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>Occurrences of a timer, in UTC.</summary>
public class ScheduleStatus
{
    /// <summary>The occurrence being run.</summary>
    public DateTime Last { get; set; }

    /// <summary>The occurrence after it.</summary>
    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
