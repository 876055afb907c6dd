using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;

namespace Plum.Standalone.Triggers;

/// <summary>Runs timer-triggered functions at their instants, each one at a time, and in one process of those on a storage.</summary>
internal sealed partial class TimerTriggers(
    FunctionCatalog catalog, FunctionRunner runner, IConfiguration settings, Leadership leadership, TimeProvider time,
    IHostApplicationLifetime lifetime, ILogger<TimerTriggers> logger) : IHostedService
{
    // An occurrence seen later than this is past due.
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(1);

    // Task.Delay takes no more than 49 days.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    private readonly VirtualClock? _clock = time as VirtualClock;
    private readonly CancellationToken _stop = lifetime.ApplicationStopping;
    private Task _loops = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var timers = catalog.Of(FunctionKind.Timer)
            .Select(f => (Function: f, Next: TimerSchedule.Read(f.Name, ((TimerTriggerAttribute)f.Trigger).Schedule, settings)))
            .ToList();
        // Not on the context of whoever starts the app.
        _loops = Task.WhenAll(timers.Select(t => (Timer: t, Hold: _clock?.Busy())).ToList()
            .Select(t => Task.Run(() => LoopAsync(t.Timer.Function, t.Timer.Next, start, t.Hold))));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Stopping.WaitAsync(_loops, time, cancellationToken);

    /// <param name="hold">Holds a virtual clock until the loop waits for its next occurrence.</param>
    private async Task LoopAsync(FoundFunction function, Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after, IDisposable? hold)
    {
        try
        {
            if (((TimerTriggerAttribute)function.Trigger).RunOnStartup)
            {
                var first = RunAsync(function, after, next(after));
                hold?.Dispose();
                hold = await first;
            }

            while (!_stop.IsCancellationRequested)
            {
                after = await new ClockHandOver<DateTimeOffset>(OccurrenceAsync(next, after), hold);
                var running = RunAsync(function, after, next(after));
                hold?.Dispose();
                hold = await running;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while waiting.
        }
        finally
        {
            hold?.Dispose();
        }
    }

    /// <summary>The next occurrence once it is here; of those missed meanwhile, the latest at once.</summary>
    private async Task<DateTimeOffset> OccurrenceAsync(Func<DateTimeOffset, DateTimeOffset?> next, DateTimeOffset after)
    {
        if (_clock is not null)
        {
            return await _clock.PassedAsync(next, after, _stop);
        }

        var due = next(after) ?? DateTimeOffset.MaxValue;
        for (var now = time.GetUtcNow(); now < due; now = time.GetUtcNow())
        {
            // Rounded up: Task.Delay drops what is less than a millisecond, and a timer is never early.
            var wait = due - now;
            await Task.Delay(wait < LongestDelay ? wait + TimeSpan.FromMilliseconds(1) : LongestDelay, time, _stop);
        }

        return next.LatestUpTo(due, time.GetUtcNow());
    }

    /// <summary>Runs the function, and gives what holds the clock afterwards.</summary>
    private async Task<IDisposable?> RunAsync(FoundFunction function, DateTimeOffset due, DateTimeOffset? next)
    {
        var now = time.GetUtcNow();
        var status = new ScheduleStatus { Last = due.UtcDateTime, Next = next?.UtcDateTime ?? default, LastUpdated = now.UtcDateTime };
        IDisposable? hold = null;
        await runner.HoldAsync(async () =>
        {
            try
            {
                var info = new TimerInfo { ScheduleStatus = status, IsPastDue = now - due > Punctual };
                await (leadership.IsHeld ? runner.CallAsync(function, info, _stop) : Task.CompletedTask);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Cut short by a stop.
            }
            catch (Exception e)
            {
                LogFailed(e, function.Name);
            }

            hold = _clock?.Busy();
        });
        return hold;
    }

    [LoggerMessage(1202, LogLevel.Error, "Function {Function} failed; its timer goes on.")]
    private partial void LogFailed(Exception error, string function);
}
