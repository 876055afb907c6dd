using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Plum.Standalone.Triggers;

/// <summary>What starts a function.</summary>
internal enum FunctionKind
{
    Http,
    Queue,
    Timer,
    Orchestration,
    Activity,
}

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

/// <summary>The values one call of a function binds to.</summary>
/// <param name="Services">Where the function's instance and its services come from; the caller owns the scope.</param>
/// <param name="Trigger">The trigger parameter's value, already of its type (<see cref="FoundFunction.TriggerType"/>).</param>
/// <param name="Input">An orchestrator's input parameter, already of its type (<see cref="FoundFunction.InputType"/>).</param>
/// <param name="Route">Route values of an HTTP request.</param>
internal sealed record Invocation(
    IServiceProvider Services,
    object? Trigger,
    CancellationToken Cancellation,
    object? Input = null,
    RouteValueDictionary? Route = null);
