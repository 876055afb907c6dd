using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Plum.Functions;
using Plum.Worker.Tests.Host;
using Plum.Worker.Tests.Host.Rpc;
using Xunit;

namespace Plum.Worker.Tests;

/// <summary>The built app starts as a worker of the Functions host, reports its functions and loads them.</summary>
public sealed class StartTests(WorkerFixture worker)
{
    [Fact]
    public void Worker_StartsWithTheSampleSettings_AndWarnsOfNothing()
    {
        Assert.DoesNotContain(worker.StartLog, log => log.Level >= RpcLog.Types.Level.Warning);
        Assert.Contains("HandlesInvocationCancelMessage", worker.Host.Capabilities.Keys);
        Assert.StartsWith("http://", worker.Host.Capabilities["HttpUri"], StringComparison.Ordinal);
    }

    [Fact]
    public void Worker_ReportsEveryFunction_WithItsBindings()
    {
        const BindingFlags Own =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var written = typeof(PlumApp).Assembly.GetTypes().SelectMany(type => type.GetMethods(Own))
            .Where(method => method.IsDefined(typeof(FunctionAttribute)));

        Assert.Equal(written.Select(Describe).Order(), worker.Host.Functions.Select(Describe).Order());
    }

    [Fact]
    public void Worker_LoadsEachFunction()
    {
        var functions = worker.Host.Functions.Select(function => function.Id);
        Assert.Equal(functions.Order(), worker.Host.Loads.Select(load => load.FunctionId).Order());
        Assert.All(worker.Host.Loads, load => load.Result.Check());
    }

    /// <summary>The host puts a function in error that has two names which differ in case alone.</summary>
    [Fact]
    public void BindingNames_Differ_WhateverTheirCase() => Assert.All(worker.Host.Functions, function =>
        Assert.Distinct(function.Bindings.Select(binding => binding.Name), StringComparer.OrdinalIgnoreCase));

    private static string Describe(WorkerFunction function) =>
        $"{function.Name} {function.Metadata.EntryPoint}: " + string.Join("; ", function.Inputs.Select(Describe));

    private static string Describe(FunctionBinding input) => string.Join(' ', [
        input.Type, input.Name, input["route"], input["authLevel"], input["queueName"], input["connection"],
        input["schedule"], .. input.Methods]);

    private static string Describe(MethodInfo method) =>
        $"{method.GetCustomAttribute<FunctionAttribute>()!.Name} {method.DeclaringType!.FullName}.{method.Name}: "
        + string.Join("; ", from parameter in method.GetParameters()
                            from attribute in parameter.GetCustomAttributes<BindingAttribute>()
                            select Describe(parameter, attribute));

    private static string Describe(ParameterInfo parameter, BindingAttribute attribute)
    {
        var type = attribute.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal);
        var (http, queue) = (attribute as HttpTriggerAttribute, attribute as QueueTriggerAttribute);
        var schedule = (attribute as TimerTriggerAttribute)?.Schedule;
        return string.Join(' ', [
            char.ToLowerInvariant(type[0]) + type[1..], parameter.Name, http?.Route, http?.AuthLevel.ToString(),
            queue?.QueueName, queue?.Connection, schedule, .. http?.Methods ?? []]);
    }
}
