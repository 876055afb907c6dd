using Microsoft.DurableTask;

namespace Plum.Standalone.Durable;

/// <summary>How a turn of an orchestrator left it.</summary>
internal abstract record TurnEnd
{
    private TurnEnd()
    {
    }

    public sealed record Waiting : TurnEnd;

    public sealed record Completed(string? Output) : TurnEnd;

    public sealed record Failed(TaskFailureDetails Failure) : TurnEnd;

    /// <param name="Carried">Events nobody waited for, for the fresh history.</param>
    public sealed record ContinuedAsNew(string? Input, IReadOnlyList<HistoryEvent> Carried) : TurnEnd;
}

/// <summary>What a turn brought: its end, the steps the orchestrator newly made, and its custom status as JSON.</summary>
internal sealed record Turn(TurnEnd End, IReadOnlyList<HistoryEvent> Made, string? CustomStatus);
