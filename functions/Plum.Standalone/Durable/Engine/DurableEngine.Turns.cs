using Plum.Standalone.Clock;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

// Turns, one at a time for each instance.
internal sealed partial class DurableEngine
{
    private const string ResumedFromOutside =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator "
        + "function's implementation.";

    /// <summary>Takes an instance in and sees to everything it waits for; gives the one that is in already.</summary>
    private Instance Resume(Instance instance)
    {
        var live = _live.GetOrAdd(instance.Id, instance);
        if (live == instance)
        {
            GoOn(instance);
        }

        return live;
    }

    private void GoOn(Instance instance)
    {
        RunActivities(instance);
        var due = instance.State.NextDue;
        var isDue = due <= _time.GetUtcNow();
        _due.Set(instance, isDue ? null : due);
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

        foreach (var (activity, scheduled) in instance.ActivitiesToRun())
        {
            _work.Enter();
            _activities.Start(activity.Number, scheduled, instance.Id, result => Ended(instance, activity, result));
        }
    }

    private void Ended(Instance instance, ActivityKey activity, P.HistoryEvent? result)
    {
        try
        {
            if (result is not null)
            {
                _store.Boundary?.Invoke("activity");
            }

            instance.ActivityEnded(activity, result);
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
        if (Interlocked.Increment(ref instance.Signals) == 1)
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
            int seen;
            do
            {
                seen = Volatile.Read(ref instance.Signals);
                await TakeTurnAsync(instance);
            }
            while (Interlocked.CompareExchange(ref instance.Signals, 0, seen) != seen);
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
        var state = instance.State;
        var batch = instance.Batch();
        P.HistoryEvent[] news = [.. state.History.Due(now), .. batch.Select(item => item.Event)];
        if (instance.Resumed == state.ExecutionId)
        {
            await StoreAsync(instance, state.Failed(now, new InvalidOperationException(ResumedFromOutside)), batch);
        }
        else if (state.BegunAt is null ? state.NextDue <= now : news.Length > 0)
        {
            await StoreAsync(instance, _orchestrators.Advance(state, news, now, execution => Fail(instance, execution)), batch);
        }
        else
        {
            RunActivities(instance);
            _due.Set(instance, state.NextDue);
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
    }

    private bool IsLive(Instance instance) => _live.TryGetValue(instance.Id, out var live) && live == instance;

    // Found during the turn or after it, by whatever resumed the orchestrator from outside.
    private void Fail(Instance instance, string execution)
    {
        instance.Resumed = execution;
        Signal(instance);
    }

    private async Task<bool> ReloadAsync(Instance instance)
    {
        if (await _store.ReadAsync(instance.Id, CancellationToken.None) is not { State.IsLive: true } stored)
        {
            _live.TryRemove(new(instance.Id, instance));
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
