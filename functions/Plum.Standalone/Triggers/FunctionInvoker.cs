using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Plum.Standalone.Triggers;

/// <summary>Makes a function's method into a delegate: where each argument comes from is settled at start-up.</summary>
internal static class FunctionInvoker
{
    private static readonly MethodInfo Awaiting =
        typeof(FunctionInvoker).GetMethod(nameof(AwaitAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Func<Invocation, ValueTask<object?>> Of(
        string name, FunctionKind kind, MethodInfo method, ParameterInfo trigger, ParameterInfo? input)
    {
        var arguments = method.GetParameters().Select(p => Argument(name, kind, p, trigger, input)).ToArray();
        var instance = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        var invoker = MethodInvoker.Create(method);
        var result = ResultOf(method.ReturnType);
        var awaiting = result == method.ReturnType ? value => new(value)
            : Awaiting.MakeGenericMethod(result == typeof(void) ? typeof(Nothing) : result)
                .CreateDelegate<Func<object?, ValueTask<object?>>>();
        return call =>
        {
            var values = Array.ConvertAll(arguments, argument => argument(call));
            return awaiting(invoker.Invoke(instance?.Invoke(call.Services, null), values.AsSpan()));
        };
    }

    /// <summary>What a method gives once awaited: <c>void</c> for Task and ValueTask.</summary>
    public static Type ResultOf(Type type)
    {
        var kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(Task) || kind == typeof(ValueTask) ? typeof(void)
            : kind == typeof(Task<>) || kind == typeof(ValueTask<>) ? type.GetGenericArguments()[0]
            : type;
    }

    private static Func<Invocation, object?> Argument(
        string name, FunctionKind kind, ParameterInfo parameter, ParameterInfo trigger, ParameterInfo? input)
    {
        var type = parameter.ParameterType;

        // By position: two threads that read a method's parameters at once may be given different objects for one.
        return parameter.Position == trigger.Position ? call => call.Trigger
            : parameter.Position == input?.Position ? call => call.Input
            : type == typeof(CancellationToken) ? call => call.Cancellation
            : parameter.IsDefined(typeof(DurableClientAttribute)) ? call => call.Services.GetRequiredService(type)
            : kind == FunctionKind.Http && type == typeof(string) ? call => (string?)call.Route?.GetValueOrDefault(parameter.Name!)
            : throw FunctionReader.Refused(
                name, $"has a parameter {parameter.Name} of type {type.Name} that nothing binds");
    }

    private static async ValueTask<object?> AwaitAsync<T>(object? returned)
    {
        switch (returned)
        {
            case Task<T> task: return await task;
            case ValueTask<T> task: return await task;
            case ValueTask task: await task; return null;
            default: await (Task)returned!; return null;
        }
    }

    /// <summary>Stands for the result of a method that gives none.</summary>
    private readonly struct Nothing;
}
