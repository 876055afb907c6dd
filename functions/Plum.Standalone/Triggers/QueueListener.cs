using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Clock;
using Plum.Standalone.Host;
using Plum.Standalone.Queues;

namespace Plum.Standalone.Triggers;

/// <summary>Feeds one function from its queue: receives while there is room, and rests until a message is visible.</summary>
/// <remarks>An embedded queue tells when to look at it; an account's has to be looked at now and then.</remarks>
/// <param name="stop">From then on it receives no more, and what runs is canceled.</param>
internal sealed partial class QueueListener(
    FoundFunction function,
    QueueClient queue,
    QueueDelivery delivery,
    FunctionRunner runner,
    QueueSettings settings,
    TimeProvider time,
    ILogger<QueueListener> logger,
    CancellationToken stop)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    private readonly VirtualClock? _clock = time as VirtualClock;
    private readonly EmbeddedQueueClient? _embedded = queue as EmbeddedQueueClient;
    private readonly WorkCount _running = new(); // the loop and its calls
    private volatile QueueNap? _nap;
    private volatile bool _troubled;

    private bool HasRoom => _running.Count - 1 <= settings.NewBatchThreshold;

    public void Start()
    {
        _running.Enter();
        // What is visible is the next thing to happen, even before this loop has been told of it.
        _clock?.Watch(() => HasRoom && !_troubled && !stop.IsCancellationRequested ? NextVisible() : null);
        var hold = _clock?.Busy();
        // Not on the context of whoever starts the app.
        _ = Task.Run(() => LoopAsync(hold));
    }

    /// <summary>Waits until nothing runs any more.</summary>
    public Task StoppedAsync(CancellationToken hurry) => Stopping.WaitAsync(_running.WhenNone(), time, hurry);

    private async Task LoopAsync(IDisposable? hold)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            using var nap = new QueueNap(_embedded, time, stop);
            _nap = nap;
            var messages = HasRoom ? await ReceiveAsync() : [];
            if (messages.Length > 0)
            {
                pause = FirstPause;
                Array.ForEach(messages, _ => _running.Enter());
                Array.ForEach(messages, m => _ = DeliverAsync(m));
                continue;
            }

            var rest = Rest(nap, pause);
            pause = pause * 2 < settings.MaxPollingInterval ? pause * 2 : settings.MaxPollingInterval;
            hold?.Dispose();
            await rest;
            hold = _clock?.Busy();
        }

        hold?.Dispose();
        _running.Leave();
    }

    private Task Rest(QueueNap nap, TimeSpan pause)
    {
        var visible = NextVisible();
        return _troubled ? nap.UntilRetry(pause)
            : HasRoom ? nap.UntilVisible(visible, _embedded is null ? pause : null)
            : nap.UntilWoken();
    }

    private DateTimeOffset? NextVisible()
    {
        try
        {
            return _embedded?.NextVisible();
        }
        catch (Exception e)
        {
            InTrouble(e);
            return null;
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            if (_embedded is not null && !_troubled && !(NextVisible() <= time.GetUtcNow()))
            {
                return [];
            }

            var messages = await queue.ReceiveMessagesAsync(settings.BatchSize, QueueDelivery.Lease, stop);
            OutOfTrouble();
            return messages.Value;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // Whoever sends first makes it.
            OutOfTrouble();
            return [];
        }
        catch (Exception e)
        {
            InTrouble(e);
            return [];
        }
    }

    private void InTrouble(Exception e)
    {
        if (!stop.IsCancellationRequested && !_troubled)
        {
            LogTrouble(e, function.Name, queue.Name);
            _troubled = true;
        }
    }

    private void OutOfTrouble()
    {
        if (_troubled)
        {
            LogReceives(function.Name, queue.Name);
            _troubled = false;
        }
    }

    // Held to the end, so that a virtual clock does not go on before the loop knows that there is room again.
    private Task DeliverAsync(QueueMessage message) => runner.HoldAsync(async () =>
    {
        await delivery.RunAsync(message, stop);
        var wasFull = !HasRoom;
        _running.Leave();
        if (wasFull || _embedded is not null)
        {
            // There is room again; and what an embedded queue shows next has changed.
            _nap?.Wake();
        }
    });

    [LoggerMessage(1203, LogLevel.Warning, "Function {Function} cannot receive from the queue {Queue}; it keeps trying.")]
    private partial void LogTrouble(Exception error, string function, string queue);

    [LoggerMessage(1208, LogLevel.Warning, "Function {Function} receives from the queue {Queue} again.")]
    private partial void LogReceives(string function, string queue);
}
