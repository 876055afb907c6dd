using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using Plum.Standalone.Host;

namespace Plum.Standalone.Triggers;

/// <summary>Carries one message through its function: deleted when that succeeds, tried again or set aside when it does not.</summary>
internal sealed partial class QueueDelivery(
    FoundFunction function,
    QueueClient queue,
    QueueClient poison,
    FunctionRunner runner,
    QueueSettings settings,
    TimeProvider time,
    ILogger<QueueListener> logger)
{
    /// <summary>How long a message stays hidden at a time while its function runs; as on Azure.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Forever = TimeSpan.FromSeconds(-1);

    /// <summary>Never fails: trouble is logged, and a message that could not be settled comes back when its lease ends.</summary>
    public async Task RunAsync(QueueMessage message, CancellationToken ct)
    {
        try
        {
            if (message.DequeueCount <= settings.MaxDequeueCount)
            {
                await TryAsync(message, ct);
            }
            else
            {
                await SetAsideAsync(message);
            }
        }
        catch (Exception e)
        {
            LogUnsettled(e, function.Name, message.MessageId);
        }
    }

    private async Task TryAsync(QueueMessage message, CancellationToken ct)
    {
        var lease = new MessageLease(queue, message, time, Lease, e => LogLease(e, function.Name, message.MessageId));
        lease.Begin();
        Exception? error = null;
        try
        {
            await runner.CallAsync(function, MessageBody.As(function.TriggerType, message), ct);
        }
        catch (Exception e)
        {
            error = e;
        }

        message = await lease.EndAsync();
        await (error is null
            ? queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None)
            : FailedAsync(message, error, ct));
    }

    private async Task FailedAsync(QueueMessage message, Exception error, CancellationToken ct)
    {
        // One that a stop cut short has failed like any other, but that is nobody's fault.
        if (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            LogFailed(error, function.Name, message.MessageId, message.DequeueCount, settings.MaxDequeueCount);
        }

        if (message.DequeueCount >= settings.MaxDequeueCount)
        {
            await SetAsideAsync(message);
        }
        else
        {
            await queue.UpdateMessageAsync(
                message.MessageId,
                message.PopReceipt,
                visibilityTimeout: settings.VisibilityTimeout,
                cancellationToken: CancellationToken.None);
        }
    }

    private async Task SetAsideAsync(QueueMessage message)
    {
        await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
        await poison.SendMessageAsync(message.Body, timeToLive: Forever, cancellationToken: CancellationToken.None);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None);
        LogSetAside(function.Name, message.MessageId, poison.Name);
    }

    [LoggerMessage(1204, LogLevel.Error, "Function {Function} failed on message {Message}, try {Try} of {Tries}.")]
    private partial void LogFailed(Exception error, string function, string message, long @try, int tries);

    [LoggerMessage(1205, LogLevel.Error, "Function {Function} gave up on message {Message}; it is in the queue {Poison} now.")]
    private partial void LogSetAside(string function, string message, string poison);

    [LoggerMessage(1206, LogLevel.Warning, "Function {Function} ran, but its message {Message} could not be settled and will come again.")]
    private partial void LogUnsettled(Exception error, string function, string message);

    [LoggerMessage(1207, LogLevel.Warning, "Function {Function} still runs, but its message {Message} could not be kept hidden.")]
    private partial void LogLease(Exception error, string function, string message);
}
