using Azure;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

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

    public TaskFailureDetails? Failure { get; init; }

    /// <summary>Of this execution only; before its first turn at most the events carried over from the one before.</summary>
    public IReadOnlyList<HistoryEvent> History { get; init; } = [];

    public SavedHistory Saved { get; init; } = SavedHistory.None;

    public ETag Version { get; init; }

    public bool IsLive => Status is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending;

    /// <summary>Whether this execution has had its first turn.</summary>
    public bool HasBegun => History.Any(entry => entry.Kind == HistoryKind.TurnStarted);

    public InstanceState Ended(
        OrchestrationRuntimeStatus status, DateTimeOffset at, string? output = null, TaskFailureDetails? failure = null) =>
        this with { Status = status, UpdatedAt = at, Output = output, Failure = failure, History = [] };
}

/// <summary>How much of the history is stored where: full pages in rows of their own, the rest in the instance's row.</summary>
internal sealed record SavedHistory(int Pages, byte[] Tail)
{
    public static SavedHistory None { get; } = new(0, []);
}

/// <summary>An event that is stored and not yet part of the history, with the key of its row.</summary>
internal sealed record PendingEvent(string Row, HistoryEvent Raised);

/// <summary>An orchestration read back with the events that wait for it.</summary>
internal sealed record StoredInstance(InstanceState State, IReadOnlyList<PendingEvent> Events);
