using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fills a parameter with the client that starts, signals and reads orchestrations.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    public string? TaskHub { get; set; }

    public string? ConnectionName { get; set; }
}

/// <summary>Makes a function an orchestrator: its code is replayed over a persisted history.</summary>
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The orchestrator's name; its function's name when not set.</summary>
    public string? Orchestration { get; set; }
}

/// <summary>Makes a function an activity: a step an orchestrator asks for, run at least once.</summary>
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The activity's name; its function's name when not set.</summary>
    public string? Activity { get; set; }
}
