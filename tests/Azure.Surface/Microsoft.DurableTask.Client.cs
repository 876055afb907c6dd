// Package Microsoft.DurableTask.Client 1.25.0, which Microsoft.Azure.Functions.Worker.Extensions.DurableTask 1.15.0 brings.

#nullable enable

using DurableTask.Core.History;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Internal;

namespace Microsoft.DurableTask.Client;

public abstract class DurableTaskClient : IOrchestrationSubmitter, IAsyncDisposable
{
    protected DurableTaskClient(string name) { }
    public string Name => throw null!;
    public virtual DurableEntityClient Entities => throw null!;
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, CancellationToken cancellation) => throw null!;
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input, CancellationToken cancellation) => throw null!;
    public virtual Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, StartOrchestrationOptions options,
        CancellationToken cancellation = default) => throw null!;
    public abstract Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default);
    public virtual Task RaiseEventAsync(string instanceId, string eventName, CancellationToken cancellation) => throw null!;
    public abstract Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);
    public virtual Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, CancellationToken cancellation) => throw null!;
    public abstract Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
    public virtual Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, CancellationToken cancellation) => throw null!;
    public abstract Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
    public virtual Task TerminateInstanceAsync(string instanceId, CancellationToken cancellation) => throw null!;
    public virtual Task TerminateInstanceAsync(
        string instanceId, object? output, CancellationToken cancellation = default) => throw null!;
    public virtual Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null,
        CancellationToken cancellation = default) => throw null!;
    public virtual Task SuspendInstanceAsync(string instanceId, CancellationToken cancellation) => throw null!;
    public abstract Task SuspendInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default);
    public virtual Task ResumeInstanceAsync(string instanceId, CancellationToken cancellation) => throw null!;
    public abstract Task ResumeInstanceAsync(
        string instanceId, string? reason = null, CancellationToken cancellation = default);
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, CancellationToken cancellation) => throw null!;
    public virtual Task<OrchestrationMetadata?> GetInstanceAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw null!;
    public virtual Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, CancellationToken cancellation) => throw null!;
    public abstract Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default);
    public abstract AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null);
    public virtual Task<PurgeResult> PurgeInstanceAsync(string instanceId, CancellationToken cancellation) => throw null!;
    public virtual Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) => throw null!;
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, CancellationToken cancellation) => throw null!;
    public virtual Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null,
        CancellationToken cancellation = default) => throw null!;
    public virtual Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default) => throw null!;
    public virtual Task RewindInstanceAsync(
        string instanceId, string reason, CancellationToken cancellation = default) => throw null!;
    public virtual Task<IList<HistoryEvent>> GetOrchestrationHistoryAsync(
        string instanceId, CancellationToken cancellation = default) => throw null!;
    public virtual Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null, DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null, int pageSize = 100, string? lastInstanceKey = null,
        CancellationToken cancellation = default) => throw null!;
    public abstract ValueTask DisposeAsync();
}

public sealed class OrchestrationMetadata
{
    public OrchestrationMetadata(string name, string instanceId) { }
    public string Name => throw null!;
    public string InstanceId => throw null!;
    public DataConverter? DataConverter { get => throw null!; init => throw null!; }
    public OrchestrationRuntimeStatus RuntimeStatus { get => throw null!; init => throw null!; }
    public DateTimeOffset CreatedAt { get => throw null!; init => throw null!; }
    public DateTimeOffset LastUpdatedAt { get => throw null!; init => throw null!; }
    public string? SerializedInput { get => throw null!; init => throw null!; }
    public string? SerializedOutput { get => throw null!; init => throw null!; }
    public string? SerializedCustomStatus { get => throw null!; init => throw null!; }
    public IReadOnlyDictionary<string, string> Tags { get => throw null!; init => throw null!; }
    public TaskFailureDetails? FailureDetails { get => throw null!; init => throw null!; }
    public bool IsRunning => throw null!;
    public bool IsCompleted => throw null!;
    public T? ReadInputAs<T>() => throw null!;
    public T? ReadOutputAs<T>() => throw null!;
    public T? ReadCustomStatusAs<T>() => throw null!;
    public override string ToString() => throw null!;
}

public enum OrchestrationRuntimeStatus
{
    Running = 0,
    Completed = 1,
    ContinuedAsNew = 2,
    Failed = 3,
    Canceled = 4,
    Terminated = 5,
    Pending = 6,
    Suspended = 7,
}

public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null, IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null, int PageSize = 100, bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    public const int DefaultPageSize = 100;
}

public class PurgeResult
{
    public PurgeResult(int count) { }
    public PurgeResult(int count, bool? isComplete) { }
    public int PurgedInstanceCount => throw null!;
    public bool? IsComplete => throw null!;
}

public record PurgeInstanceOptions(bool Recursive = false);

public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null, DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    public TimeSpan? Timeout { get => throw null!; init => throw null!; }
}

public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
