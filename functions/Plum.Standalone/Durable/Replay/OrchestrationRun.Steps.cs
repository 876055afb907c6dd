using Microsoft.DurableTask;

namespace Plum.Standalone.Durable;

// What the orchestrator calls: activities with their retries, and timers.
internal sealed partial class OrchestrationRun
{
    public override async Task<TResult> CallActivityAsync<TResult>(
        TaskName name, object? input = null, TaskOptions? options = null)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException("TaskOptions were given as the activity's input; give them as options.", nameof(input));
        }

        var json = Payload.Write(input);
        var started = CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            var step = _steps;
            try
            {
                return Payload.Read<TResult>(await Activity(name, json))!;
            }
            catch (ActivityFailure e) when (options?.Retry is { } retry)
            {
                if (!await WaitForRetry(retry, attempt, started, e.Details))
                {
                    throw new TaskFailedException(name, step, e.Details);
                }
            }
            catch (ActivityFailure e)
            {
                throw new TaskFailedException(name, step, e.Details);
            }
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireThread();
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        var step = _steps++;
        var outcome = Make(HistoryEvent.TimerCreated(step, new DateTimeOffset(fireAt.ToUniversalTime())));
        var registration = cancellationToken.Register(() => Cancel(step, outcome, cancellationToken));
        return Fired(outcome.Task, registration);
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null) =>
        throw new NotSupportedException("The standalone runtime has no sub-orchestrations; call an activity instead.");

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        throw new NotSupportedException("The standalone runtime sends events from the client only; let an activity raise it.");

    private Task<string?> Activity(TaskName name, string? input)
    {
        RequireThread();
        return Make(HistoryEvent.ActivityScheduled(_steps++, name, input)).Task;
    }

    private static async Task Fired(Task timer, CancellationTokenRegistration registration)
    {
        try
        {
            await timer;
        }
        finally
        {
            registration.Unregister();
        }
    }

    private void Cancel(int step, TaskCompletionSource<string?> outcome, CancellationToken cancellation)
    {
        if (IsCanceledHere() && _open.Remove(step))
        {
            Note(HistoryEvent.TimerCanceled(step));
            outcome.TrySetCanceled(cancellation);
        }
    }

    private async Task<bool> WaitForRetry(TaskRetryOptions retry, int attempt, DateTime started, TaskFailureDetails failure)
    {
        if (retry.Handler is { } handler)
        {
            return await handler(new RetryContext(this, attempt, failure, CurrentUtcDateTime - started, CancellationToken.None));
        }

        if (RetryDelay.After(retry.Policy!, attempt, CurrentUtcDateTime - started, failure) is not { } delay)
        {
            return false;
        }

        await CreateTimer(delay, CancellationToken.None);
        return true;
    }

    /// <summary>How a failed activity reaches the call that awaits it, before that knows whether to try again.</summary>
    private sealed class ActivityFailure(TaskFailureDetails details) : Exception(details.ErrorMessage)
    {
        public TaskFailureDetails Details { get; } = details;
    }
}
