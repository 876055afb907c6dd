using Google.Protobuf;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker.Grpc;
using Plum.Standalone.Triggers;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>Has the worker play one turn of an orchestrator, and says what its instance is then. Nothing is stored here.</summary>
internal sealed class Orchestrators(FunctionCatalog catalog, IServiceProvider services)
{
    /// <summary>Pages of history (12 MiB); an orchestrator that never continues as new is stopped there.</summary>
    private const int MostPages = 256;

    public bool Has(string name) => catalog.Find(FunctionKind.Orchestration, name) is not null;

    public static ArgumentException Unknown(string name) =>
        new($"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function.");

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// The state after the turn. An orchestrator that continues as new begins its fresh history in the same turn, so that
    /// both are stored in one write.
    /// </summary>
    /// <param name="foreign">Called, then or later, when something resumed the orchestrator from outside.</param>
    public InstanceState Advance(
        InstanceState state, IReadOnlyList<P.HistoryEvent> inbound, DateTimeOffset now, Action<string> foreign)
    {
        var next = Play(state, inbound, now, foreign);
        return next is { IsLive: true, BegunAt: null } ? Play(next, [], now, foreign) : next;
    }

    private InstanceState Play(
        InstanceState state, IReadOnlyList<P.HistoryEvent> inbound, DateTimeOffset now, Action<string> foreign)
    {
        foreach (var entry in inbound)
        {
            entry.Timestamp = now.ToProto();
        }

        try
        {
            var response = Run(state, inbound, now, () => foreign(state.ExecutionId));
            var actions = response.Actions;
            var end = actions.Select(action => action.CompleteOrchestration).FirstOrDefault(end => end is not null);
            var played = state with
            {
                Status = OrchestrationRuntimeStatus.Running,
                UpdatedAt = now,
                BegunAt = state.BegunAt ?? now,
                CustomStatus = Payload.CheckedStatus(response.CustomStatus),
            };
            var next = end?.OrchestrationStatus switch
            {
                null => played with { History = After(state, inbound, actions, now) },
                P.OrchestrationStatus.ContinuedAsNew => ContinuedAsNew(played, end, actions, now),
                _ => Ended(played, end, now),
            };
            return Bounded(next, state, now);
        }
        catch (Exception e)
        {
            // What cannot be played now (an event of another type than awaited, a status that cannot be written) never can.
            return state.Failed(now, e);
        }
    }

    private P.OrchestratorResponse Run(
        InstanceState state, IReadOnlyList<P.HistoryEvent> inbound, DateTimeOffset now, Action foreign)
    {
        var function = catalog.Find(FunctionKind.Orchestration, state.Name) ?? throw Unknown(state.Name);
        using var turn = new OrchestratorTurn(function, services, foreign);
        var response = GrpcOrchestrationRunner.LoadAndRun(Convert.ToBase64String(Request(state, inbound, now)), turn, services);
        return P.OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(response));
    }

    private static byte[] Request(InstanceState state, IReadOnlyList<P.HistoryEvent> inbound, DateTimeOffset now)
    {
        var turn = TurnStarted(state.BegunAt ?? now);
        var instance = new P.OrchestrationInstance { InstanceId = state.Id, ExecutionId = state.ExecutionId };
        var execution = new P.ExecutionStartedEvent { Name = state.Name, Input = state.Input, OrchestrationInstance = instance };
        P.HistoryEvent[] begin = [turn, new() { EventId = -1, Timestamp = turn.Timestamp, ExecutionStarted = execution }];
        var request = new P.OrchestratorRequest { InstanceId = state.Id, ExecutionId = state.ExecutionId };
        if (state.BegunAt is null)
        {
            request.NewEvents.Add([.. begin, .. state.History.Events(), .. inbound]);
            return request.ToByteArray();
        }

        request.PastEvents.Add(begin);
        var news = new P.OrchestratorRequest { NewEvents = { TurnStarted(now), inbound } };
        return [.. request.ToByteArray(), .. state.History.Bytes, .. news.ToByteArray()];
    }

    private static History After(
        InstanceState state, IReadOnlyList<P.HistoryEvent> inbound, IEnumerable<P.OrchestratorAction> actions, DateTimeOffset now)
    {
        P.HistoryEvent[] started = state.BegunAt is null ? [] : [TurnStarted(now)];
        return state.History.With([.. started, .. inbound, .. actions.SelectMany(action => Made(state, action, now))]);
    }

    private static P.HistoryEvent[] Made(InstanceState state, P.OrchestratorAction action, DateTimeOffset now)
    {
        var entry = new P.HistoryEvent { EventId = action.Id, Timestamp = now.ToProto() };
        switch (action.OrchestratorActionTypeCase)
        {
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                entry.TaskScheduled = new() { Name = action.ScheduleTask.Name, Input = action.ScheduleTask.Input };
                return [entry];
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                entry.TimerCreated = new() { FireAt = action.CreateTimer.FireAt };
                return [entry];
            case P.OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent when IsToItself(action.SendEvent, state):
                // What nobody took before ContinueAsNew, while the execution still has a task to wait for.
                entry.EventSent = new() { InstanceId = state.Id, Name = action.SendEvent.Name, Input = action.SendEvent.Data };
                return [entry, Carried(action.SendEvent, now)];
            default:
                throw new NotSupportedException(
                    $"{action.OrchestratorActionTypeCase} by orchestrator '{state.Name}' is not supported by the standalone host.");
        }
    }

    private static InstanceState Ended(InstanceState state, P.CompleteOrchestrationAction end, DateTimeOffset now) =>
        end.OrchestrationStatus == P.OrchestrationStatus.Completed
            ? state.Ended(OrchestrationRuntimeStatus.Completed, now, Payload.Checked(end.Result, "The orchestrator's output"))
            : state.Ended(OrchestrationRuntimeStatus.Failed, now, failure: end.FailureDetails);

    // The worker sends the events nobody took to the instance itself, and carries over those that came after the call.
    private static InstanceState ContinuedAsNew(
        InstanceState state, P.CompleteOrchestrationAction end, IEnumerable<P.OrchestratorAction> actions, DateTimeOffset now)
    {
        var kept = actions.Select(action => action.SendEvent).Where(sent => sent is not null && IsToItself(sent, state));
        return state with
        {
            ExecutionId = NewId(),
            Input = Payload.Checked(end.Result, "The orchestrator's new input"),
            StartAt = null,
            BegunAt = null,
            History = History.None.With([.. kept.Select(sent => Carried(sent, now)), .. end.CarryoverEvents]),
        };
    }

    private static bool IsToItself(P.SendEventAction sent, InstanceState state) => sent.Instance.InstanceId == state.Id;

    private static P.HistoryEvent TurnStarted(DateTimeOffset at) =>
        new() { EventId = -1, Timestamp = at.ToProto(), OrchestratorStarted = new() };

    private static P.HistoryEvent Carried(P.SendEventAction sent, DateTimeOffset now) =>
        new() { EventId = -1, Timestamp = now.ToProto(), EventRaised = new() { Name = sent.Name, Input = sent.Data } };

    private static InstanceState Bounded(InstanceState state, InstanceState before, DateTimeOffset now)
    {
        var known = state.ExecutionId == before.ExecutionId ? before.History.Bytes.Length : 0;
        var grown = state.History.Bytes.Length - known;
        var why = grown > Payload.MostOfTurn ? $"one turn scheduled or received {grown} bytes; at most {Payload.MostOfTurn} fit"
            : state.History.FullPages > MostPages ? "its history has grown past 12 MiB; it must ContinueAsNew now and then"
            : null;
        return why is null
            ? state
            : state.Failed(now, new InvalidOperationException($"Orchestrator '{state.Name}' was ended: {why}."));
    }
}
