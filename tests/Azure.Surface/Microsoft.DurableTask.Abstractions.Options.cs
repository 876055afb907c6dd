// Package Microsoft.DurableTask.Abstractions 1.25.0.

#nullable enable

namespace Microsoft.DurableTask;

public record TaskOptions
{
    public TaskOptions(TaskRetryOptions? retry) { }
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null) { }
    public TaskOptions(TaskOptions options) { }
    public TaskRetryOptions? Retry { get => throw null!; init => throw null!; }
    public IDictionary<string, string>? Tags { get => throw null!; init => throw null!; }
    public TaskVersion? Version { get => throw null!; init => throw null!; }
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => throw null!;
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => throw null!;
    public static TaskOptions FromRetryHandler(RetryHandler handler) => throw null!;
    public SubOrchestrationOptions WithInstanceId(string instanceId) => throw null!;
}

public record SubOrchestrationOptions : TaskOptions
{
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null) : base(retry) { }
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null) : base(options) { }
    public SubOrchestrationOptions(SubOrchestrationOptions options) : base(options) { }
    public string? InstanceId { get => throw null!; init => throw null!; }
    public new TaskVersion? Version { get => throw null!; init => throw null!; }
}

public record StartOrchestrationOptions
{
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null) { }
    public StartOrchestrationOptions(StartOrchestrationOptions options) { }
    public string? InstanceId { get => throw null!; init => throw null!; }
    public DateTimeOffset? StartAt { get => throw null!; init => throw null!; }
    public IReadOnlyDictionary<string, string> Tags { get => throw null!; init => throw null!; }
    public TaskVersion? Version { get => throw null!; init => throw null!; }
    public IReadOnlyList<string>? DedupeStatuses { get => throw null!; init => throw null!; }
}

public class ContinueAsNewOptions
{
    public object? NewInput { get => throw null!; set => throw null!; }
    public bool PreserveUnprocessedEvents { get => throw null!; set => throw null!; }
    public string? NewVersion { get => throw null!; set => throw null!; }
}

public sealed class TaskRetryOptions
{
    public TaskRetryOptions(RetryPolicy policy) { }
    public TaskRetryOptions(AsyncRetryHandler handler) { }
    public RetryPolicy? Policy => throw null!;
    public AsyncRetryHandler? Handler => throw null!;
    public static implicit operator TaskRetryOptions(RetryPolicy policy) => throw null!;
    public static implicit operator TaskRetryOptions(AsyncRetryHandler handler) => throw null!;
    public static implicit operator TaskRetryOptions(RetryHandler handler) => throw null!;
    public static TaskRetryOptions FromRetryPolicy(RetryPolicy policy) => throw null!;
    public static TaskRetryOptions FromRetryHandler(AsyncRetryHandler handler) => throw null!;
    public static TaskRetryOptions FromRetryHandler(RetryHandler handler) => throw null!;
}

public class RetryPolicy
{
    public RetryPolicy(
        int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1,
        TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null) { }
    public int MaxNumberOfAttempts => throw null!;
    public TimeSpan FirstRetryInterval => throw null!;
    public double BackoffCoefficient => throw null!;
    public TimeSpan MaxRetryInterval => throw null!;
    public TimeSpan RetryTimeout => throw null!;
    public Func<Exception, bool> Handle => throw null!;
    public Func<Exception, Task<bool>>? HandleAsync { get => throw null!; set => throw null!; }
    public Func<TaskFailureDetails, bool> HandleFailure { init => throw null!; }
}

public delegate bool RetryHandler(RetryContext retryContext);

public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);

public record RetryContext(
    TaskOrchestrationContext OrchestrationContext, int LastAttemptNumber, TaskFailureDetails LastFailure,
    TimeSpan TotalRetryTime, CancellationToken CancellationToken);
