using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Plum.Standalone.Durable;

/// <summary>
/// One run of an orchestrator over its history: it is called from the start, given what happened, and checked to make the
/// same steps as then; only what it makes after the history's end is new.
/// </summary>
internal sealed partial class OrchestrationRun : TaskOrchestrationContext
{
    private readonly Execution _execution;
    private readonly Func<TaskOrchestrationContext, Task<object?>> _orchestrator;
    private readonly Action<string> _foreign;
    private readonly TurnThread _thread;
    private readonly Queue<HistoryEvent> _made = new();
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private HistoryEvent? _lastMade;
    private DateTimeOffset _now;
    private int _steps;
    private Task<object?>? _task;
    private bool _replaying = true;
    private volatile string? _violation;

    /// <param name="foreign">Told, on any thread at any time, that what the context did not make resumed the orchestrator.</param>
    public OrchestrationRun(
        Execution execution,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        ILoggerFactory loggers,
        Action<string> foreign)
    {
        _execution = execution;
        _orchestrator = orchestrator;
        _foreign = foreign;
        LoggerFactory = loggers;
        _thread = new TurnThread(() => Violate($"was resumed by a task its context did not make, {After()}"));
    }

    public override bool IsReplaying => _replaying;

    /// <summary>Plays the history, then what is new. A run is good for one turn.</summary>
    public Turn Play(IReadOnlyList<HistoryEvent> history, IReadOnlyList<HistoryEvent> news)
    {
        var applied = 0;
        _thread.Run(() =>
        {
            try
            {
                Replay(history);
                while (applied < news.Count && _task is not { IsCompleted: true })
                {
                    Apply(news[applied++]);
                }
            }
            catch (NonDeterministicOrchestrationException e)
            {
                _violation ??= e.Message;
            }
        });
        return new Turn(End([.. news.Skip(applied)]), [.. _made], _customStatus);
    }

    private void Replay(IReadOnlyList<HistoryEvent> history)
    {
        foreach (var entry in history)
        {
            switch (entry.Kind)
            {
                case HistoryKind.ActivityScheduled or HistoryKind.TimerCreated or HistoryKind.TimerCanceled:
                    Match(entry);
                    break;
                default:
                    Apply(entry);
                    break;
            }
        }

        RequireAllRecorded();
        _replaying = false;
    }

    private void Apply(HistoryEvent entry)
    {
        switch (entry.Kind)
        {
            case HistoryKind.TurnStarted:
                RequireAllRecorded();
                _now = entry.At!.Value;
                _task ??= _orchestrator(this);
                break;
            case HistoryKind.ActivityCompleted or HistoryKind.TimerFired:
                Outcome(entry).TrySetResult(entry.Payload);
                break;
            case HistoryKind.ActivityFailed:
                Outcome(entry).TrySetException(new ActivityFailure(entry.Failure!));
                break;
            default:
                Arrive(entry);
                break;
        }

        _thread.Drain();
    }

    private TaskCompletionSource<string?> Outcome(HistoryEvent entry) => _open.Remove(entry.Step!.Value, out var outcome)
        ? outcome
        : throw NonDeterministic($"its history records the outcome of step {entry.Step}, which the code did not make");

    private void Match(HistoryEvent recorded)
    {
        if (!_made.TryDequeue(out var made))
        {
            throw NonDeterministic($"at step {recorded.Step} its history records {recorded}, but the code made no step there");
        }

        var sameName = string.Equals(made.Name, recorded.Name, StringComparison.OrdinalIgnoreCase);
        if (made.Kind != recorded.Kind || made.Step != recorded.Step || !sameName)
        {
            throw NonDeterministic($"at step {recorded.Step} its history records {recorded}, but the code made {made}");
        }
    }

    // Everything made in a turn is recorded with that turn; a step left over was not made when the turn was first played.
    private void RequireAllRecorded()
    {
        if (_replaying && _made.TryPeek(out var made))
        {
            throw NonDeterministic($"at step {made.Step} the code made {made}, but its history records no step there");
        }
    }

    private TurnEnd End(IReadOnlyList<HistoryEvent> unapplied)
    {
        if (_violation is null && _task is { IsCompleted: false } && _open.Count == 0 && _waiters.Count == 0)
        {
            _violation = NonDeterministic($"it awaits a task its context did not make, {After()}").Message;
        }

        if (_violation is { } violation)
        {
            return new TurnEnd.Failed(TaskFailureDetails.FromException(new NonDeterministicOrchestrationException(violation)));
        }

        return _task switch
        {
            null or { IsCompleted: false } => new TurnEnd.Waiting(),
            { IsCompletedSuccessfully: false } => new TurnEnd.Failed(TaskFailureDetails.FromException(Failure(_task))),
            _ when _continue is { } next => new TurnEnd.ContinuedAsNew(
                next.Input, [.. next.Preserve ? _unclaimed : [], .. unapplied.Where(IsRaised)]),
            _ => new TurnEnd.Completed(Payload.Write(_task.Result)),
        };
    }

    private static bool IsRaised(HistoryEvent entry) => entry.Kind == HistoryKind.EventRaised;

    private static Exception Failure(Task task) => task.Exception?.InnerException ?? new TaskCanceledException(task);

    private TaskCompletionSource<string?> Make(HistoryEvent step)
    {
        Note(step);
        return _open[step.Step!.Value] = new TaskCompletionSource<string?>();
    }

    private void Note(HistoryEvent step)
    {
        _lastMade = step;
        _made.Enqueue(step);
    }
}
