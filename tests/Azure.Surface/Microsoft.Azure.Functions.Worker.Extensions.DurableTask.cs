// Package Microsoft.Azure.Functions.Worker.Extensions.DurableTask 1.15.0.

#nullable enable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class DurableClientAttribute : InputBindingAttribute
{
    public string? TaskHub { get => throw null!; set => throw null!; }
    public string? ConnectionName { get => throw null!; set => throw null!; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    public string? Orchestration { get => throw null!; set => throw null!; }
}

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    public string? Activity { get => throw null!; set => throw null!; }
}
