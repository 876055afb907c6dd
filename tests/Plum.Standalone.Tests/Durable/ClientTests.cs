using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;
using static Plum.Standalone.Tests.Durable.DurableContract;

namespace Plum.Standalone.Tests.Durable;

public sealed class ClientTests : SqliteTests
{
    [Fact]
    public async Task Instance_IsPending_UntilItsStart()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(Greetings.Listen), 5, new StartOrchestrationOptions("one", DurableBench.Start.AddMinutes(5)));

        var pending = await host.Client.GetInstanceAsync("one");
        Assert.Equal((OrchestrationRuntimeStatus.Pending, false), (pending!.RuntimeStatus, pending.IsRunning));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(5));
        var running = await host.Client.GetInstanceAsync("one", getInputsAndOutputs: true);
        Assert.Equal((OrchestrationRuntimeStatus.Running, true), (running!.RuntimeStatus, running.IsRunning));
        Assert.Equal(
            (DurableBench.Start, DurableBench.Start.AddMinutes(5)), (running.CreatedAt, running.LastUpdatedAt));
        Assert.Equal((nameof(Greetings.Listen), 5), (running.Name, running.ReadInputAs<int>()));
    }

    [Fact]
    public async Task Start_GivesAnId_WhenNoneIsNamed()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Greetings.Listen));

        Assert.NotNull(await host.Client.GetInstanceAsync(id));
    }

    [Fact]
    public async Task Start_IsRefused_WhenTwoComeAtOnce()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        var starts = Enumerable
            .Range(0, 8)
            .Select(async _ => await Record.ExceptionAsync(() => host.StartAsync(nameof(Greetings.Listen))));
        var outcomes = await Task.WhenAll(starts);

        Assert.Equal(7, outcomes.Count(error => error is OrchestrationAlreadyExistsException));
        Assert.Single(outcomes, error => error is null);
    }

    [Fact]
    public async Task Start_OfAnUnknownOrchestrator_IsRefused()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync("Nobody"));

        Assert.Contains("'Nobody' doesn't exist", refused.Message, StringComparison.Ordinal);
        Assert.Null(await host.Client.GetInstanceAsync("one"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("@a")]
    [InlineData("a\nb")]
    [InlineData("")]
    public async Task Id_TheRealHostRefuses_IsRefused(string id)
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await Assert.ThrowsAnyAsync<ArgumentException>(() => host.StartAsync(nameof(Greetings.Listen), id: id));
    }

    [Fact]
    public async Task RaiseEvent_Fails_WhenTheInstanceIsUnknownOrOver()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));
        await host.StartAsync(nameof(Greetings.Listen));
        await host.Client.RaiseEventAsync("one", "changed", 1);
        await host.EndAsync();

        var unknown = await Assert.ThrowsAsync<RpcException>(() => host.Client.RaiseEventAsync("nobody", "changed"));
        var over = await Assert.ThrowsAsync<RpcException>(() => host.Client.RaiseEventAsync("one", "changed"));

        Assert.Equal(
            (StatusCode.NotFound, "No instance with ID 'nobody' was found."),
            (unknown.StatusCode, unknown.Status.Detail));
        Assert.Equal(StatusCode.FailedPrecondition, over.StatusCode);
        Assert.Contains("is not running: 'one' is Completed", over.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_ThatThrows_FailsWithItsException()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await host.StartAsync(nameof(Greetings.GreetAll)); // no names: a NullReferenceException

        var end = await host.EndAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.True(end.FailureDetails!.IsCausedBy<NullReferenceException>());
    }

    [Fact]
    public async Task WhatTheAppDoesNotUse_IsRefusedByName()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        var suspend =
            await Assert.ThrowsAsync<NotSupportedException>(() => host.Client.SuspendInstanceAsync("one", "a pause"));

        Assert.Equal("SuspendInstanceAsync is not supported by the standalone host.", suspend.Message);
        Assert.Throws<NotSupportedException>(() => host.Client.GetAllInstancesAsync());
        Assert.Throws<NotSupportedException>(() => host.Client.Entities);
    }

    [Fact]
    public async Task Input_TooLargeToKeep_IsRefused()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => host.StartAsync(nameof(Greetings.Listen), new string('x', 300_000)));

        Assert.Contains("is 300002 bytes of JSON; at most 262144", refused.Message, StringComparison.Ordinal);
    }
}
