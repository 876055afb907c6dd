using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Plum.Standalone.Clock;

namespace Plum.Standalone.Durable;

// Turns, one at a time for each instance.
internal sealed partial class DurableEngine
{
    /// <summary>Takes an instance in and sees to everything it waits for.</summary>
    private void Resume(Instance instance)
    {
        _live[instance.Id] = instance;
        GoOn(instance);
    }

    private void GoOn(Instance instance)
    {
        RunActivities(instance);
        var isDue = instance.NextDue <= _time.GetUtcNow();
        _due.Set(instance, isDue ? null : instance.NextDue);
        if (instance.HasInbox() || (isDue && !_stopping))
        {
            Signal(instance);
        }
    }

    private void RunActivities(Instance instance)
    {
        if (_stopping)
        {
            return;
        }

        var execution = instance.State.ExecutionId;
        foreach (var activity in instance.ActivitiesToRun())
        {
            _work.Enter();
            _activities.Start(activity, instance.Id, result => Ended(instance, execution, activity.Step!.Value, result));
        }
    }

    private void Ended(Instance instance, string execution, int step, HistoryEvent? result)
    {
        try
        {
            if (result is not null)
            {
                _store.Boundary?.Invoke("activity");
            }

            instance.ActivityEnded(execution, step, result);
            if (result is not null)
            {
                Signal(instance);
            }
        }
        finally
        {
            _work.Leave();
        }
    }

    /// <summary>Gives the instance a turn, or one more when it is in one.</summary>
    private void Signal(Instance instance)
    {
        if (instance.Turns.TryTake())
        {
            _work.Enter();
            var hold = (_time as VirtualClock)?.Busy();
            ThreadPool.UnsafeQueueUserWorkItem(
                state => _ = TakeTurnsAsync(state.instance, state.hold), (instance, hold), preferLocal: false);
        }
    }

    private async Task TakeTurnsAsync(Instance instance, IDisposable? hold)
    {
        await _turns.WaitAsync();
        try
        {
            do
            {
                await TakeTurnAsync(instance);
            }
            while (!instance.Turns.TryLeave());
        }
        finally
        {
            _turns.Release();
            hold?.Dispose();
            _work.Leave();
        }
    }

    private async Task TakeTurnAsync(Instance instance)
    {
        await instance.Gate.WaitAsync();
        try
        {
            var now = _time.GetUtcNow();
            if (!IsLive(instance) || (instance.IsStale && now < instance.RetryAt))
            {
                return;
            }

            if (!instance.IsStale || await ReloadAsync(instance))
            {
                await TakeTurnAsync(instance, now);
                instance.Failures = 0;
            }
        }
        catch (Exception e)
        {
            TryLater(instance, e);
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    private async Task TakeTurnAsync(Instance instance, DateTimeOffset now)
    {
        var batch = instance.Batch();
        HistoryEvent[] news = [.. instance.Open.Due(now), .. batch.Select(item => item.Event)];
        var mayBegin = !instance.HasBegun && instance.NextDue <= now;
        if (instance.Fault is { } fault && fault.Execution == instance.State.ExecutionId)
        {
            var failure = TaskFailureDetails.FromException(new NonDeterministicOrchestrationException(fault.Message));
            await StoreAsync(instance, instance.State.Ended(OrchestrationRuntimeStatus.Failed, now, failure: failure), batch);
        }
        else if (mayBegin || (instance.HasBegun && news.Length > 0))
        {
            var next = _orchestrators.Advance(instance.State, news, now, (execution, why) => Fail(instance, execution, why));
            await StoreAsync(instance, next, batch);
        }
        else
        {
            RunActivities(instance);
            _due.Set(instance, instance.NextDue);
        }
    }

    private async Task StoreAsync(Instance instance, InstanceState next, IReadOnlyList<Inbound> consumed)
    {
        var rows = (next.IsLive ? consumed : instance.Inbox()).Select(item => item.Row).OfType<string>();
        var stored = await _store.CommitAsync(instance.State, next, rows, CancellationToken.None);
        instance.Take(stored, consumed);
        Settle(instance);
    }

    private void Settle(Instance instance)
    {
        instance.Begun.TrySetResult();
        if (instance.State.IsLive)
        {
            GoOn(instance);
            return;
        }

        if (instance.State.Failure is { } failure)
        {
            _log.OrchestrationFailed(instance.Id, failure.ErrorMessage);
        }

        _due.Set(instance, null);
        _live.TryRemove(new(instance.Id, instance));
        instance.Ended.TrySetResult();
    }

    private bool IsLive(Instance instance) => _live.TryGetValue(instance.Id, out var live) && live == instance;

    // Found after the turn, by whatever resumed the orchestrator from outside.
    private void Fail(Instance instance, string execution, string why)
    {
        instance.Fault = (execution, why);
        Signal(instance);
    }

    private async Task<bool> ReloadAsync(Instance instance)
    {
        if (await _store.ReadAsync(instance.Id, CancellationToken.None) is not { State.IsLive: true } stored)
        {
            _live.TryRemove(new(instance.Id, instance));
            instance.Ended.TrySetResult();
            return false;
        }

        instance.Load(stored);
        return true;
    }

    // What was stored is not known for certain, so it is read again before the next attempt.
    private void TryLater(Instance instance, Exception error)
    {
        instance.IsStale = true;
        var delay = TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, instance.Failures++) / 2));
        _log.TurnFailed(instance.Id, delay, error);
        instance.RetryAt = _time.GetUtcNow() + delay;
        _due.Set(instance, instance.RetryAt);
    }
}
