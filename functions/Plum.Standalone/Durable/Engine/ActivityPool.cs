using System.Text.Json;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Clock;
using Plum.Standalone.Triggers;
using P = Microsoft.DurableTask.Protobuf;

namespace Plum.Standalone.Durable;

/// <summary>Runs activities, a bounded number at once.</summary>
internal sealed class ActivityPool(
    FunctionCatalog catalog, FunctionRunner runner, TimeProvider time, ILogger<ActivityPool> log) : IDisposable
{
    public const int MostAtOnce = 64;

    private readonly Lock _lock = new();
    private readonly Queue<Work> _waiting = new();
    private readonly CancellationTokenSource _stop = new();
    private int _running;

    /// <param name="number">Of the call within its execution.</param>
    public void Start(int number, P.TaskScheduledEvent scheduled, string instance, Action<P.HistoryEvent?> ended)
    {
        var work = new Work(number, scheduled, instance, ended);
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
                _ = runner.HoldAsync(() => RunAsync(state.work));
                state.hold?.Dispose();
            },
            (work, hold),
            preferLocal: false);
    }

    // The result is handed over before the call ends, so that a virtual clock is held without a gap.
    private async Task RunAsync(Work work)
    {
        try
        {
            work.Ended(await ResultAsync(work));
        }
        finally
        {
            LaunchNext();
        }
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

    private async Task<P.HistoryEvent?> ResultAsync(Work work)
    {
        var (number, scheduled, instance, _) = work;
        var function = catalog.Find(FunctionKind.Activity, scheduled.Name);
        try
        {
            var json = Payload.Write(await InvokeAsync(function, scheduled), $"The result of activity '{scheduled.Name}'");
            return new() { EventId = -1, TaskCompleted = new() { TaskScheduledId = number, Result = json } };
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.ActivityFailed(scheduled.Name, number, instance, e);
            var failure = e.ToProto(isFinal: function is null);
            return new() { EventId = -1, TaskFailed = new() { TaskScheduledId = number, FailureDetails = failure } };
        }
    }

    private async Task<object?> InvokeAsync(FoundFunction? function, P.TaskScheduledEvent scheduled)
    {
        if (function is null)
        {
            throw new ArgumentException(
                $"The function '{scheduled.Name}' doesn't exist, is disabled, or is not an activity function.");
        }

        // The worker writes a call's arguments, which are one.
        var argument = JsonSerializer.Deserialize<JsonElement[]>(scheduled.Input)![0].GetRawText();
        var input = Payload.Converter.Deserialize(argument, function.TriggerType);
        return await runner.CallAsync(function, input, _stop.Token);
    }

    private sealed record Work(int Number, P.TaskScheduledEvent Scheduled, string Instance, Action<P.HistoryEvent?> Ended);
}
