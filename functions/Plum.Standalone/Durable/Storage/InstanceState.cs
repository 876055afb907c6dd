using Azure;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>All that is stored of one orchestration. Inputs, outputs and statuses are JSON.</summary>
/// <param name="ExecutionId">New at each start and at each ContinueAsNew; results of an earlier execution no longer count.</param>
/// <param name="StartAt">Not to be started before; null for at once.</param>
internal sealed record InstanceState(
    string Id,
    string Name,
    string ExecutionId,
    OrchestrationRuntimeStatus Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? StartAt = null)
{
    public string? Input { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public P.TaskFailureDetails? Failure { get; init; }

    /// <summary>When this execution had its first turn.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>Of this execution only; before its first turn at most the events carried over from the one before.</summary>
    public History History { get; init; } = History.None;

    public ETag Version { get; init; }

    public bool IsLive => Status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending;

    /// <summary>When there is something to do without anything happening; null when there is not.</summary>
    public DateTimeOffset? NextDue => BegunAt is null ? StartAt ?? CreatedAt : History.NextTimer;

    public InstanceState Ended(
        OrchestrationRuntimeStatus status, DateTimeOffset at, string? output = null, P.TaskFailureDetails? failure = null) =>
        this with { Status = status, UpdatedAt = at, Output = output, Failure = failure, History = History.None };

    public InstanceState Failed(DateTimeOffset at, Exception error) =>
        Ended(OrchestrationRuntimeStatus.Failed, at, failure: error.ToProto());
}

/// <summary>An event that is stored and not yet part of the history, with the key of its row.</summary>
internal sealed record PendingEvent(string Row, P.EventRaisedEvent Raised);

/// <summary>An orchestration read back with the events that wait for it.</summary>
internal sealed record StoredInstance(InstanceState State, IReadOnlyList<PendingEvent> Events);
