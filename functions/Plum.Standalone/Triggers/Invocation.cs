using Microsoft.AspNetCore.Routing;

namespace Plum.Standalone.Triggers;

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
