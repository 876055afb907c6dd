// Package Microsoft.Azure.Functions.Worker.Extensions.Timer 4.3.1.

#nullable enable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule) { }
    public string Schedule => throw null!;
    public bool UseMonitor { get => throw null!; set => throw null!; }
    public bool RunOnStartup { get => throw null!; set => throw null!; }
}

public class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get => throw null!; set => throw null!; }
    public bool IsPastDue { get => throw null!; set => throw null!; }
}

public class ScheduleStatus
{
    public DateTime Last { get => throw null!; set => throw null!; }
    public DateTime Next { get => throw null!; set => throw null!; }
    public DateTime LastUpdated { get => throw null!; set => throw null!; }
}
