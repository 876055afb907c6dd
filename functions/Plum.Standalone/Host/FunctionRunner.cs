using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Plum.Standalone.Host;

/// <summary>Calls functions: with services of their own scope, and holding the virtual clock while they run.</summary>
internal sealed class FunctionRunner(IServiceProvider services, TimeProvider time)
{
    private readonly VirtualClock? _clock = time as VirtualClock;

    /// <param name="trigger">The trigger's value, of the type the function takes it as.</param>
    public Task<object?> RunAsync(FoundFunction function, object? trigger, CancellationToken ct) => HoldingAsync(async () =>
    {
        await using var scope = services.CreateAsyncScope();
        return await function.Invoke(new Invocation(scope.ServiceProvider, trigger, ct));
    });

    /// <summary>Calls an HTTP function and writes its answer.</summary>
    public Task ServeAsync(FoundFunction function, HttpContext http) => HoldingAsync(async () =>
    {
        var values = http.Request.RouteValues;
        var answer = await function.Invoke(new Invocation(http.RequestServices, http.Request, http.RequestAborted, Route: values));
        await (answer is IResult result ? result.ExecuteAsync(http) : Task.CompletedTask);
        return null;
    });

    private Task<object?> HoldingAsync(Func<Task<object?>> body) => _clock is null ? body() : _clock.InvokeAsync(body);
}
