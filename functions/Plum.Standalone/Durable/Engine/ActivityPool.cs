using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Host;

namespace Plum.Standalone.Durable;

/// <summary>Runs activities, a bounded number at once.</summary>
internal sealed class ActivityPool(
    FunctionCatalog catalog, IServiceScopeFactory scopes, TimeProvider time, ILogger<ActivityPool> log) : IDisposable
{
    public const int MostAtOnce = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Work> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private int _running;

    public void Start(HistoryEvent scheduled, string instance, Action<HistoryEvent?> ended)
    {
        var work = new Work(scheduled, instance, ended);
        lock (_lock)
        {
            if (_running == MostAtOnce)
            {
                _waiting.Enqueue(work);
                return;
            }

            _running++;
        }

        Launch(work);
    }

    /// <summary>Gives up the activities that have not begun; they run at the next start.</summary>
    public void GiveUpWaiting()
    {
        List<Work> waiting;
        lock (_lock)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        waiting.ForEach(work => work.Ended(null));
    }

    /// <summary>Asks the activities to stop; those canceled by it have no result and run again at the next start.</summary>
    public Task CancelAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    // A virtual clock is held from here on: first by this, then by the call itself.
    private void Launch(Work work)
    {
        var hold = (time as VirtualClock)?.Busy();
        ThreadPool.UnsafeQueueUserWorkItem(
            state =>
            {
                _ = time is VirtualClock clock ? clock.InvokeAsync(() => RunAsync(state.work)) : RunAsync(state.work);
                state.hold?.Dispose();
            },
            (work, hold),
            preferLocal: false);
    }

    // The result is handed over before the call ends, so that a virtual clock is held without a gap.
    private async Task<bool> RunAsync(Work work)
    {
        try
        {
            work.Ended(await ResultAsync(work));
        }
        finally
        {
            LaunchNext();
        }

        return true;
    }

    private void LaunchNext()
    {
        Work? next;
        lock (_lock)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _running--;
                return;
            }
        }

        Launch(next);
    }

    private async Task<HistoryEvent?> ResultAsync(Work work)
    {
        var (scheduled, instance, _) = work;
        var step = scheduled.Step!.Value;
        try
        {
            var result = PayloadLimit.Checked(await InvokeAsync(scheduled), $"The result of activity '{scheduled.Name}'");
            return HistoryEvent.ActivityCompleted(step, result);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.ActivityFailed(scheduled.Name!, step, instance, e);
            return HistoryEvent.ActivityFailed(step, Shortened(TaskFailureDetails.FromException(e)));
        }
    }

    private async Task<string?> InvokeAsync(HistoryEvent scheduled)
    {
        var function = catalog.Find(FunctionKind.Activity, scheduled.Name!)
            ?? throw new ArgumentException($"The function '{scheduled.Name}' doesn't exist, is disabled, or is not an activity function.");
        await using var scope = scopes.CreateAsyncScope();
        var input = Payload.Read(scheduled.Payload, function.TriggerType);
        return Payload.Write(await function.Invoke(new Invocation(scope.ServiceProvider, input, _stop.Token)));
    }

    // Stack traces can be endless; a failure must fit into the history.
    private static TaskFailureDetails Shortened(TaskFailureDetails failure, int depth = 0) => failure with
    {
        ErrorMessage = Shortened(failure.ErrorMessage),
        StackTrace = failure.StackTrace is { } trace ? Shortened(trace) : null,
        InnerFailure = failure.InnerFailure is { } inner && depth < 4 ? Shortened(inner, depth + 1) : null,
    };

    private static string Shortened(string text) => text.Length <= 4096 ? text : text[..4096] + "…";

    private sealed record Work(HistoryEvent Scheduled, string Instance, Action<HistoryEvent?> Ended);
}
