using System.Runtime.CompilerServices;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Plum.Standalone.Durable;

/// <summary>The client of the orchestrations that run in this process.</summary>
internal sealed class StandaloneDurableClient(DurableEngine engine) : DurableTaskClient("standalone")
{
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var id = InstanceId.Checked(options?.InstanceId ?? Orchestrators.NewId());
        var json = Payload.Write(input, "The orchestrator's input");
        await engine.ScheduleAsync(id, orchestratorName, json, options?.StartAt, cancellation);
        return id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var json = Payload.Write(eventPayload, $"The payload of event '{eventName}'");
        return engine.RaiseAsync(InstanceId.Checked(instanceId), eventName, json, cancellation);
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw NotSupported();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        throw NotSupported();

    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        await engine.FindAsync(InstanceId.Checked(instanceId), cancellation) is { } state
            ? Describe(state, getInputsAndOutputs)
            : null;

    public override Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) => throw NotSupported();

    public override Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default) => throw NotSupported();

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        throw NotSupported();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static OrchestrationMetadata Describe(InstanceState state, bool all) => new(state.Name, state.Id)
    {
        RuntimeStatus = state.Status,
        CreatedAt = state.CreatedAt,
        LastUpdatedAt = state.UpdatedAt,
        SerializedCustomStatus = state.CustomStatus,
        SerializedInput = all ? state.Input : null,
        SerializedOutput = all ? state.Output : null,
        FailureDetails = all ? state.Failure?.ToDetails() : null,
        DataConverter = all ? Payload.Converter : null,
    };

    private static NotSupportedException NotSupported([CallerMemberName] string member = "") =>
        new($"{member} is not supported by the standalone host.");
}
