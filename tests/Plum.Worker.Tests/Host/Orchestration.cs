using System.Text.Json;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.DurableTask.Protobuf;
using Plum.Worker.Tests.Host.Rpc;

namespace Plum.Worker.Tests.Host;

/// <summary>One orchestration: its history goes to the worker turn by turn, and what a turn asks for is done.</summary>
internal sealed class Orchestration(FunctionsHost host, CreateInstanceRequest created)
{
    private readonly Channel<(int Execution, HistoryEvent Event)> _inbox =
        Channel.CreateUnbounded<(int, HistoryEvent)>();

    private readonly Timestamp _createdAt = Now;
    private volatile int _execution;
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public OrchestrationState State => new()
    {
        InstanceId = created.InstanceId,
        Name = created.Name,
        OrchestrationStatus = _isOver ? OrchestrationStatus.Completed : OrchestrationStatus.Running,
        CreatedTimestamp = _createdAt,
        LastUpdatedTimestamp = Now,
    };

    private static Timestamp Now => Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    public void Raise(EventRaisedEvent raised) => Post(_execution, new() { EventRaised = raised });

    /// <summary>Sends one turn to the worker: what has happened, and what is new.</summary>
    public static async Task<OrchestratorResponse> TurnAsync(
        FunctionsHost host,
        string name,
        string instance,
        IEnumerable<HistoryEvent> past,
        IEnumerable<HistoryEvent> fresh,
        CancellationToken ct)
    {
        var request = new OrchestratorRequest { InstanceId = instance, PastEvents = { past }, NewEvents = { fresh } };
        var answer = await host.InvokeAsync(name, Convert.ToBase64String(request.ToByteArray()), ct);
        return OrchestratorResponse.Parser.ParseFrom(Convert.FromBase64String(answer.Succeeded().String));
    }

    public static HistoryEvent Started(string name, string instance, string? input) => new()
    {
        EventId = -1,
        Timestamp = Now,
        ExecutionStarted = new()
        {
            Name = name,
            Input = input,
            OrchestrationInstance = new() { InstanceId = instance, ExecutionId = Guid.NewGuid().ToString("N") },
        },
    };

    public static HistoryEvent TurnStarted() => new() { EventId = -1, Timestamp = Now, OrchestratorStarted = new() };

    public async Task RunAsync(CancellationToken stopping)
    {
        var past = new List<HistoryEvent>();
        Post(_execution, Started(created.Name, created.InstanceId, created.Input));
        while (!_isOver && await _inbox.Reader.WaitToReadAsync(stopping))
        {
            List<HistoryEvent> fresh = [TurnStarted(), .. TakeNew()];
            if (fresh.Count == 1)
            {
                continue;
            }

            var turn = await TurnAsync(host, created.Name, created.InstanceId, past, fresh, stopping);
            past.AddRange(fresh);
            foreach (var action in turn.Actions)
            {
                Do(action, past);
            }
        }
    }

    // What belongs to an execution that has started over since is dropped; an event is for whichever runs.
    private IEnumerable<HistoryEvent> TakeNew()
    {
        while (_inbox.Reader.TryRead(out var item))
        {
            if (item.Execution == _execution || item.Event.EventRaised is not null)
            {
                yield return item.Event;
            }
        }
    }

    private void Do(OrchestratorAction action, List<HistoryEvent> past)
    {
        var execution = _execution;
        var done = new HistoryEvent { EventId = action.Id, Timestamp = Now };
        switch (action.OrchestratorActionTypeCase)
        {
            case OrchestratorAction.OrchestratorActionTypeOneofCase.ScheduleTask:
                done.TaskScheduled = new() { Name = action.ScheduleTask.Name, Input = action.ScheduleTask.Input };
                past.Add(done);
                host.Run(ct => ActAsync(execution, action, ct));
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CreateTimer:
                done.TimerCreated = new() { FireAt = action.CreateTimer.FireAt };
                past.Add(done);
                host.Run(ct => SleepAsync(execution, action, ct));
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.SendEvent
                when action.SendEvent.Instance.InstanceId == created.InstanceId:
                // What came too late for this execution is kept for the next.
                done.EventSent = new() { InstanceId = created.InstanceId, Name = action.SendEvent.Name };
                past.Add(done);
                Raise(new() { Name = action.SendEvent.Name, Input = action.SendEvent.Data });
                break;
            case OrchestratorAction.OrchestratorActionTypeOneofCase.CompleteOrchestration:
                Complete(action.CompleteOrchestration, past);
                break;
            default:
                throw new NotSupportedException($"This host does not know {action.OrchestratorActionTypeCase}.");
        }
    }

    private void Complete(CompleteOrchestrationAction end, List<HistoryEvent> past)
    {
        if (end.OrchestrationStatus != OrchestrationStatus.ContinuedAsNew)
        {
            _isOver = true;
            return;
        }

        past.Clear();
        _execution++;
        Post(_execution, Started(created.Name, created.InstanceId, end.Result));
        foreach (var carried in end.CarryoverEvents)
        {
            Post(_execution, carried);
        }
    }

    // An activity's input travels as a list of one.
    private async Task ActAsync(int execution, OrchestratorAction action, CancellationToken ct)
    {
        var input = JsonElement.Parse(action.ScheduleTask.Input)[0].GetRawText();
        var answer = await host.InvokeAsync(action.ScheduleTask.Name, input, ct);
        Post(execution, answer.Result.Status == StatusResult.Types.Status.Success
            ? new() { TaskCompleted = new() { TaskScheduledId = action.Id, Result = answer.ReturnValue.Json } }
            : new()
            {
                TaskFailed = new()
                {
                    TaskScheduledId = action.Id,
                    FailureDetails = new()
                    {
                        ErrorType = answer.Result.Exception.Type,
                        ErrorMessage = answer.Result.Exception.Message,
                    },
                },
            });
    }

    private async Task SleepAsync(int execution, OrchestratorAction action, CancellationToken ct)
    {
        var left = action.CreateTimer.FireAt.ToDateTimeOffset() - TimeProvider.System.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System, ct);
        }

        Post(execution, new() { TimerFired = new() { TimerId = action.Id, FireAt = action.CreateTimer.FireAt } });
    }

    private void Post(int execution, HistoryEvent happened)
    {
        (happened.EventId, happened.Timestamp) = (-1, Now);
        _inbox.Writer.TryWrite((execution, happened));
    }
}
