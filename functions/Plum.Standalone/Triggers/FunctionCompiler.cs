using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Plum.Standalone.Triggers;

/// <summary>Compiles a function's method into one delegate, so that a call costs no reflection.</summary>
internal static class FunctionCompiler
{
    public static Func<Invocation, ValueTask<object?>> Compile(
        string name, FunctionKind kind, MethodInfo method, ParameterInfo trigger, ParameterInfo? input)
    {
        var invocation = Expression.Parameter(typeof(Invocation), "invocation");
        var arguments = method.GetParameters().Select(p => Argument(name, kind, p, trigger, input, invocation));
        var call = Expression.Call(method.IsStatic ? null : Instance(method.DeclaringType!, invocation), method, arguments);
        return Expression.Lambda<Func<Invocation, ValueTask<object?>>>(Awaitable(call), invocation).Compile();
    }

    /// <summary>What a method gives once awaited: <c>void</c> for Task and ValueTask.</summary>
    public static Type ResultOf(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return typeof(void);
        }

        var isTask = type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));
        return isTask ? type.GetGenericArguments()[0] : type;
    }

    private static UnaryExpression Instance(Type type, ParameterExpression invocation)
    {
        var factory = ActivatorUtilities.CreateFactory(type, []);
        var services = Expression.Property(invocation, nameof(Invocation.Services));
        return Expression.Convert(Expression.Invoke(Expression.Constant(factory), services, Expression.Constant(null, typeof(object[]))), type);
    }

    private static Expression Argument(
        string name, FunctionKind kind, ParameterInfo parameter, ParameterInfo trigger, ParameterInfo? input, ParameterExpression invocation)
    {
        var type = parameter.ParameterType;
        // By position: two threads that read a method's parameters at once may be given different objects for one parameter.
        var isTrigger = parameter.Position == trigger.Position;
        if (isTrigger || parameter.Position == input?.Position)
        {
            var value = Expression.Property(invocation, isTrigger ? nameof(Invocation.Trigger) : nameof(Invocation.Input));
            return Unboxed(value, type);
        }

        if (type == typeof(CancellationToken))
        {
            return Expression.Property(invocation, nameof(Invocation.Cancellation));
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            var services = Expression.Property(invocation, nameof(Invocation.Services));
            return Expression.Call(
                typeof(ServiceProviderServiceExtensions), nameof(ServiceProviderServiceExtensions.GetRequiredService), [type], services);
        }

        return kind == FunctionKind.Http && RouteValue.CanBind(type)
            ? RouteArgument(parameter, invocation)
            : throw FunctionReader.Refused(name, $"has a parameter {parameter.Name} of type {type.Name} that nothing binds");
    }

    private static MethodCallExpression RouteArgument(ParameterInfo parameter, ParameterExpression invocation)
    {
        var read = typeof(RouteValue).GetMethod(nameof(RouteValue.Read), [typeof(RouteValueDictionary), typeof(string)])!;
        var route = Expression.Property(invocation, nameof(Invocation.Route));
        return Expression.Call(read.MakeGenericMethod(parameter.ParameterType), route, Expression.Constant(parameter.Name));
    }

    // A null for a value type (a queue message "null", an activity without input) is its default.
    private static Expression Unboxed(Expression value, Type type) => type.IsValueType && Nullable.GetUnderlyingType(type) is null
        ? Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Convert(value, type))
        : Expression.Convert(value, type);

    private static Expression Awaitable(MethodCallExpression call)
    {
        var type = call.Type;
        var helpers = typeof(FunctionResults);
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Default(typeof(ValueTask<object?>)));
        }

        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return Expression.Call(helpers, nameof(FunctionResults.Nothing), null, call);
        }

        var result = ResultOf(type);
        return result == type
            ? Expression.Call(helpers, nameof(FunctionResults.Ready), [type], call)
            : Expression.Call(helpers, nameof(FunctionResults.Awaited), [result], call);
    }
}
