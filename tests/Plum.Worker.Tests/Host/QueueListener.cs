using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Worker.Tests.Host.Rpc;

namespace Plum.Worker.Tests.Host;

/// <summary>Delivers the messages of one queue to its function, as the host's queue trigger does.</summary>
/// <remarks>
/// A message that is being worked on is hidden for ten minutes (the host renews that), one whose function failed for
/// the time in host.json; after its last delivery it is set aside in the poison queue.
/// </remarks>
internal sealed class QueueListener(FunctionsHost host, WorkerFunction function, string storage)
{
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly string _name = function.Trigger["queueName"];

    public async Task ListenAsync(CancellationToken stopping)
    {
        var queue = Queue(_name);
        var delivering = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            var messages = await ReceiveAsync(queue);
            delivering.AddRange(messages.Select(message => DeliverAsync(queue, message, stopping)));
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }

        await Task.WhenAll(delivering);
    }

    private async Task<QueueMessage[]> ReceiveAsync(QueueClient queue)
    {
        try
        {
            return await queue.ReceiveMessagesAsync(host.Json.BatchSize, Hidden);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return []; // who sends first creates it
        }
    }

    private async Task DeliverAsync(QueueClient queue, QueueMessage message, CancellationToken stopping)
    {
        var answer = await host.InvokeAsync(function.Name, message.MessageText, stopping);
        host.Delivered(new(function.Name, message.MessageText, message.DequeueCount, answer.Result));
        await SettleAsync(queue, message, answer.Result.Status == StatusResult.Types.Status.Success);
    }

    private async Task SettleAsync(QueueClient queue, QueueMessage message, bool succeeded)
    {
        if (!succeeded && message.DequeueCount < host.Json.MaxDequeueCount)
        {
            var hidden = host.Json.VisibilityTimeout;
            await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: hidden);
            return;
        }

        if (!succeeded)
        {
            var poison = Queue(_name + "-poison");
            await poison.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(message.MessageText);
        }

        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
    }

    private QueueClient Queue(string name) =>
        new(storage, name, new QueueClientOptions { MessageEncoding = host.Json.Encoding });
}

/// <summary>A message that a function has had, and what came of it.</summary>
internal sealed record Delivery(string Function, string Message, long DequeueCount, StatusResult Result);
