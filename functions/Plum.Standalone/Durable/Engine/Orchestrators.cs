using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Durable;

/// <summary>Plays one turn of an orchestrator and says what its instance is afterwards. Nothing is stored here.</summary>
internal sealed class Orchestrators(FunctionCatalog catalog, IServiceProvider services, ILoggerFactory loggers)
{
    /// <summary>Pages of history (12 MiB); an orchestrator that never continues as new is stopped there.</summary>
    private const int MostPages = 256;

    private readonly ILogger _log = loggers.CreateLogger<Orchestrators>();

    public bool Has(string name) => catalog.Find(FunctionKind.Orchestration, name) is not null;

    /// <summary>
    /// The state after the turn. An orchestrator that continues as new begins its fresh history in the same turn, so that
    /// both are stored in one write.
    /// </summary>
    public InstanceState Advance(
        InstanceState state, IReadOnlyList<HistoryEvent> inbound, DateTimeOffset now, Action<string, string> foreign)
    {
        var next = Play(state, inbound, now, foreign);
        return next.IsLive && !next.HasBegun ? Play(next, [], now, foreign) : next;
    }

    private InstanceState Play(
        InstanceState state, IReadOnlyList<HistoryEvent> inbound, DateTimeOffset now, Action<string, string> foreign)
    {
        // Events carried over from the execution before are the first thing this one is given.
        var history = state.HasBegun ? state.History : [];
        HistoryEvent[] news = [HistoryEvent.TurnStarted(now), .. state.HasBegun ? [] : state.History, .. inbound];
        var execution = new Execution(state.Name, state.Id, state.ExecutionId, state.Input);
        var run = new OrchestrationRun(execution, Orchestrator(state), loggers, why => foreign(state.ExecutionId, why));
        Turn turn;
        try
        {
            turn = run.Play(history, news);
        }
        catch (Exception e)
        {
            // What cannot be played now (an output that cannot be written, an async void that threw) never can.
            return state.Ended(OrchestrationRuntimeStatus.Failed, now, failure: TaskFailureDetails.FromException(e));
        }

        WarnOfUnawaited(state, turn);
        var played = state with { UpdatedAt = now, CustomStatus = turn.CustomStatus };
        return Bounded(turn.End switch
        {
            TurnEnd.Completed end => Completed(played, end.Output, now),
            TurnEnd.Failed end => played.Ended(OrchestrationRuntimeStatus.Failed, now, failure: end.Failure),
            TurnEnd.ContinuedAsNew end => played with
            {
                Status = OrchestrationRuntimeStatus.Running,
                ExecutionId = NewId(),
                Input = end.Input,
                StartAt = null,
                History = end.Carried,
                Saved = SavedHistory.None,
            },
            _ => played with { Status = OrchestrationRuntimeStatus.Running, History = [.. history, .. news, .. turn.Made] },
        }, state, now);
    }

    public static string NewId() => Guid.NewGuid().ToString("N");

    private static InstanceState Completed(InstanceState state, string? output, DateTimeOffset now)
    {
        try
        {
            PayloadLimit.Checked(output, "The orchestrator's output");
            return state.Ended(OrchestrationRuntimeStatus.Completed, now, output);
        }
        catch (ArgumentException e)
        {
            return state.Ended(OrchestrationRuntimeStatus.Failed, now, failure: TaskFailureDetails.FromException(e));
        }
    }

    private static InstanceState Bounded(InstanceState state, InstanceState before, DateTimeOffset now)
    {
        var known = state.ExecutionId == before.ExecutionId ? before.History.Count : 0;
        var grown = HistoryText.Write(state.History.Skip(known)).Length;
        var why = grown > PayloadLimit.Turn ? $"one turn scheduled or received {grown} bytes; at most {PayloadLimit.Turn} fit"
            : state.Saved.Pages > MostPages ? "its history has grown past 12 MiB; it must ContinueAsNew now and then"
            : null;
        return why is null
            ? state
            : state.Ended(OrchestrationRuntimeStatus.Failed, now, failure: TaskFailureDetails.FromException(
                new InvalidOperationException($"Orchestrator '{state.Name}' was ended: {why}.")));
    }

    private void WarnOfUnawaited(InstanceState state, Turn turn)
    {
        if (turn.End is not TurnEnd.Waiting && turn.Made.FirstOrDefault(made => made.Kind == HistoryKind.ActivityScheduled) is { } activity)
        {
            _log.ActivityNotRun(state.Name, state.Id, activity.Name!);
        }
    }

    private Func<TaskOrchestrationContext, Task<object?>> Orchestrator(InstanceState state) =>
        async context =>
        {
            var function = catalog.Find(FunctionKind.Orchestration, state.Name)
                ?? throw new ArgumentException($"The function '{state.Name}' doesn't exist, is disabled, or is not an orchestrator function.");
            var input = function.InputType is { } type ? Payload.Read(state.Input, type) : null;
            return await function.Invoke(new Invocation(services, context, CancellationToken.None, input));
        };
}
