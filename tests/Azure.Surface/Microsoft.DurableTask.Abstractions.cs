// Package Microsoft.DurableTask.Abstractions 1.25.0, which Microsoft.Azure.Functions.Worker.Extensions.DurableTask 1.15.0 brings.

#nullable enable

using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

public abstract class TaskOrchestrationContext
{
    public abstract TaskName Name { get; }
    public abstract string InstanceId { get; }
    public abstract ParentOrchestrationInstance? Parent { get; }
    public abstract DateTime CurrentUtcDateTime { get; }
    public abstract bool IsReplaying { get; }
    public virtual string Version => throw null!;
    public virtual IReadOnlyDictionary<string, object?> Properties => throw null!;
    public virtual TaskOrchestrationEntityFeature Entities => throw null!;
    public virtual ILoggerFactory ReplaySafeLoggerFactory => throw null!;
    protected abstract ILoggerFactory LoggerFactory { get; }
    public abstract T? GetInput<T>();
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null) => throw null!;
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => throw null!;
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) => throw null!;
    public abstract Task<TResult> CallActivityAsync<TResult>(
        TaskName name, object? input = null, TaskOptions? options = null);
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) => throw null!;
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) => throw null!;
    public Task<T> WaitForExternalEvent<T>(
        string eventName, TimeSpan timeout, CancellationToken cancellationToken) => throw null!;
    public abstract void SendEvent(string instanceId, string eventName, object payload);
    public abstract void SetCustomStatus(object? customStatus);
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, TaskOptions options) => throw null!;
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) => throw null!;
    public virtual Task CallSubOrchestratorAsync(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) => throw null!;
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);
    public virtual void ContinueAsNew(ContinueAsNewOptions options) => throw null!;
    public abstract Guid NewGuid();
    public virtual ILogger CreateReplaySafeLogger(string categoryName) => throw null!;
    public virtual ILogger CreateReplaySafeLogger(Type type) => throw null!;
    public virtual ILogger CreateReplaySafeLogger<T>() => throw null!;
    public virtual int CompareVersionTo(string version) => throw null!;
}

public record ParentOrchestrationInstance(TaskName Name, string InstanceId);

public readonly struct TaskName : IEquatable<TaskName>
{
    public TaskName(string name) => throw null!;
    public string Name => throw null!;
    public string Version => throw null!;
    public static implicit operator string(TaskName value) => throw null!;
    public static implicit operator TaskName(string value) => throw null!;
    public static bool operator ==(TaskName a, TaskName b) => throw null!;
    public static bool operator !=(TaskName a, TaskName b) => throw null!;
    public bool Equals(TaskName other) => throw null!;
    public override bool Equals(object? obj) => throw null!;
    public override int GetHashCode() => throw null!;
    public override string ToString() => throw null!;
}

public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    public TaskVersion(string? version) => throw null!;
    public static readonly TaskVersion Unversioned;
    public string Version => throw null!;
    public static implicit operator string(TaskVersion value) => throw null!;
    public static implicit operator TaskVersion(string? value) => throw null!;
    public static bool operator ==(TaskVersion a, TaskVersion b) => throw null!;
    public static bool operator !=(TaskVersion a, TaskVersion b) => throw null!;
    public bool Equals(TaskVersion other) => throw null!;
    public override bool Equals(object? obj) => throw null!;
    public override int GetHashCode() => throw null!;
}

public record TaskFailureDetails(
    string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    public bool IsCausedBy<T>() where T : Exception => throw null!;
    public bool IsCausedBy(Type targetBaseExceptionType) => throw null!;
    public static TaskFailureDetails FromException(Exception exception) => throw null!;
}

public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, Exception innerException) { }
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails) { }
    public string TaskName => throw null!;
    public int TaskId => throw null!;
    public TaskFailureDetails FailureDetails => throw null!;
    public bool IsCausedByException<T>() where T : Exception => throw null!;
}

public abstract class AsyncPageable<T> : IAsyncEnumerable<T> where T : notnull
{
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null);
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => throw null!;
}

public sealed class Page<T> where T : notnull
{
    public Page(IReadOnlyList<T> values, string? continuationToken = null) { }
    public IReadOnlyList<T> Values => throw null!;
    public string? ContinuationToken => throw null!;
}
