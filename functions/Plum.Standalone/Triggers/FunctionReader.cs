using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;
using Plum.Standalone.Host;

namespace Plum.Standalone.Triggers;

/// <summary>Reads a function's signature and refuses what could not be bound when it is called.</summary>
internal static class FunctionReader
{
    public static FoundFunction Read(MethodInfo method, string name)
    {
        if (method.ContainsGenericParameters || method.DeclaringType is not { } type || (!method.IsStatic && type.IsAbstract))
        {
            throw Refused(name, "is on a generic or abstract method or class; functions are called on concrete ones");
        }

        var triggers = method.GetParameters().Where(p => p.IsDefined(typeof(TriggerBindingAttribute))).ToList();
        if (triggers is not [var parameter])
        {
            throw Refused(name, $"has {triggers.Count} trigger parameters; a function has exactly one");
        }

        var trigger = parameter.GetCustomAttribute<TriggerBindingAttribute>()!;
        var kind = KindOf(trigger);
        Check(name, kind, parameter, method);
        var input = kind == FunctionKind.Orchestration ? InputOf(method, parameter) : null;
        var invoke = FunctionInvoker.Of(name, kind, method, parameter, input);
        return new(CalledBy(trigger) ?? name, kind, trigger, parameter.ParameterType, input?.ParameterType, invoke);
    }

    internal static StandaloneStartupException Refused(string function, string why) => new($"Function {function} {why}.");

    /// <summary>What a trigger says, or the setting that it names as %name%.</summary>
    /// <param name="what">For the sentence when that setting is missing.</param>
    internal static string Resolved(string function, string text, string what, IConfiguration settings) =>
        text is not ['%', .. var name, '%'] ? text
            : settings[name.Replace("__", ":", StringComparison.Ordinal)]
            ?? throw Refused(function, $"takes its {what} from the setting {name}, which is missing");

    private static FunctionKind KindOf(TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => FunctionKind.Http,
        QueueTriggerAttribute => FunctionKind.Queue,
        TimerTriggerAttribute => FunctionKind.Timer,
        OrchestrationTriggerAttribute => FunctionKind.Orchestration,
        _ => FunctionKind.Activity,
    };

    private static string? CalledBy(TriggerBindingAttribute trigger) => trigger switch
    {
        OrchestrationTriggerAttribute { Orchestration: { Length: > 0 } name } => name,
        ActivityTriggerAttribute { Activity: { Length: > 0 } name } => name,
        _ => null,
    };

    private static void Check(string name, FunctionKind kind, ParameterInfo trigger, MethodInfo method)
    {
        if (kind == FunctionKind.Http && trigger.ParameterType != typeof(HttpRequest))
        {
            throw Refused(name, $"takes its HTTP request as {trigger.ParameterType.Name}; take HttpRequest");
        }

        if (kind == FunctionKind.Timer && trigger.ParameterType != typeof(TimerInfo))
        {
            throw Refused(name, $"takes its timer as {trigger.ParameterType.Name}; take TimerInfo");
        }

        var result = FunctionInvoker.ResultOf(method.ReturnType);
        if (kind == FunctionKind.Http && result != typeof(void) && !typeof(IResult).IsAssignableFrom(result))
        {
            throw Refused(name, $"answers HTTP with {result.Name}; answer IResult");
        }
    }

    // The orchestrator's input is the one parameter that is neither its context nor a cancellation token.
    private static ParameterInfo? InputOf(MethodInfo method, ParameterInfo trigger) =>
        method.GetParameters().FirstOrDefault(p =>
            p.Position != trigger.Position && p.ParameterType != typeof(CancellationToken) && !p.IsDefined(typeof(InputBindingAttribute)));
}
