using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Triggers;

/// <summary>Calls functions: with services of their own scope, and holding the virtual clock while they run.</summary>
internal sealed class FunctionRunner(IServiceProvider services, TimeProvider time)
{
    private readonly VirtualClock? _clock = time as VirtualClock;

    /// <summary>Does some work as one call: the clock is held except while the work sleeps on it.</summary>
    public Task HoldAsync(Func<Task> work) => _clock is null ? work() : _clock.InvokeAsync(work);

    /// <summary>Calls a function within <see cref="HoldAsync"/>.</summary>
    /// <param name="trigger">The trigger's value, of the type the function takes it as.</param>
    /// <returns>What the function gives, null for nothing.</returns>
    public async Task<object?> CallAsync(FoundFunction function, object? trigger, CancellationToken ct)
    {
        Activity.Current = null; // what happened to be going on where its message was heard of is no part of it
        await using var scope = services.CreateAsyncScope();
        return await function.Invoke(new Invocation(scope.ServiceProvider, trigger, ct));
    }

    /// <summary>Calls an HTTP function and writes its answer.</summary>
    public Task ServeAsync(FoundFunction function, HttpContext http) => HoldAsync(async () =>
    {
        var values = http.Request.RouteValues;
        var answer = await function.Invoke(
            new Invocation(http.RequestServices, http.Request, http.RequestAborted, Route: values));
        await (answer is IResult result ? result.ExecuteAsync(http) : Task.CompletedTask);
    });
}
