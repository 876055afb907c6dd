using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Plum.Standalone.Triggers;

/// <summary>One function of the app: what starts it and how to call it.</summary>
/// <param name="Name">For orchestrations and activities, the name they are called by.</param>
/// <param name="TriggerType">The type of the parameter that carries the trigger attribute.</param>
/// <param name="InputType">The type of an orchestrator's input parameter, null when it has none.</param>
internal sealed record FoundFunction(
    string Name,
    FunctionKind Kind,
    TriggerBindingAttribute Trigger,
    Type TriggerType,
    Type? InputType,
    Func<Invocation, ValueTask<object?>> Invoke);
