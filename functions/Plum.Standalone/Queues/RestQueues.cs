using System.Globalization;
using Azure;
using Azure.Core;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Storage;

namespace Plum.Standalone.Queues;

/// <summary>Queues in a storage account or its emulator.</summary>
internal sealed class RestQueues(RestService service) : QueueBackend
{
    public override Task<Response> CreateAsync(string queue, CancellationToken ct) =>
        service.SendAsync(service.Request(RequestMethod.Put, $"/{queue}"), ct);

    public override async Task DeleteAsync(string queue, CancellationToken ct)
    {
        await service.SendAsync(service.Request(RequestMethod.Delete, $"/{queue}"), ct);
        Hints(queue).Clear();
    }

    public override async Task ClearAsync(string queue, CancellationToken ct)
    {
        await service.SendAsync(service.Request(RequestMethod.Delete, $"/{queue}/messages"), ct);
        Hints(queue).Clear();
    }

    public override async Task<long> CountAsync(string queue, CancellationToken ct)
    {
        var response = await service.SendAsync(service.Request(RequestMethod.Get, $"/{queue}?comp=metadata"), ct);
        return response.Headers.TryGetValue("x-ms-approximate-messages-count", out var count)
            ? long.Parse(count, CultureInfo.InvariantCulture)
            : 0;
    }

    public override async Task<SendReceipt> SendAsync(string queue, Sending send, CancellationToken ct)
    {
        var message = service.Request(
            RequestMethod.Post, $"/{queue}/messages?visibilitytimeout={send.HiddenSeconds}&messagettl={send.LivesSeconds}");
        SetText(message, send.Text);
        var receipt = MessageXml.ReadReceipt((await service.SendAsync(message, ct)).Content);
        Hints(queue).Expect(receipt.MessageId, receipt.TimeNextVisible, mayBeEarlier: true);
        return receipt;
    }

    public override async Task<QueueMessage[]> ReceiveAsync(
        string queue, int most, int hiddenSeconds, QueueMessageEncoding encoding, CancellationToken ct)
    {
        var hints = Hints(queue);
        var response = await service.SendAsync(
            service.Request(RequestMethod.Get, $"/{queue}/messages?numofmessages={most}&visibilitytimeout={hiddenSeconds}"), ct);
        var messages = MessageXml.ReadMessages(response.Content, encoding);
        foreach (var message in messages)
        {
            hints.Expect(message.MessageId, message.NextVisibleOn!.Value, mayBeEarlier: false);
        }

        if (messages.Length < most)
        {
            hints.NothingElseVisible(response.Headers.Date);
        }

        return messages;
    }

    public override async Task<PeekedMessage[]> PeekAsync(string queue, int most, QueueMessageEncoding encoding, CancellationToken ct)
    {
        var response = await service.SendAsync(
            service.Request(RequestMethod.Get, $"/{queue}/messages?peekonly=true&numofmessages={most}"), ct);
        return MessageXml.ReadPeeked(response.Content, encoding);
    }

    public override async Task DeleteMessageAsync(string queue, string id, string popReceipt, CancellationToken ct)
    {
        await service.SendAsync(
            service.Request(RequestMethod.Delete, $"/{queue}/messages/{id}?popreceipt={Uri.EscapeDataString(popReceipt)}"), ct);
        Hints(queue).Forget(id);
    }

    public override async Task<UpdateReceipt> UpdateMessageAsync(
        string queue, string id, string popReceipt, string? text, int hiddenSeconds, CancellationToken ct)
    {
        var message = service.Request(
            RequestMethod.Put,
            $"/{queue}/messages/{id}?popreceipt={Uri.EscapeDataString(popReceipt)}&visibilitytimeout={hiddenSeconds}");
        if (text is not null)
        {
            SetText(message, text);
        }

        var receipt = MessageXml.ReadUpdate((await service.SendAsync(message, ct)).Headers);
        Hints(queue).Expect(id, receipt.NextVisibleOn, mayBeEarlier: true);
        return receipt;
    }

    public override DateTimeOffset? NextVisible(string queue) => Hints(queue).Earliest;

    public override Task ChangedAsync(string queue, CancellationToken ct) => Hints(queue).ChangedAsync(ct);

    private static void SetText(HttpMessage message, string text)
    {
        message.Request.Headers.Add("Content-Type", "application/xml");
        message.Request.Content = RequestContent.Create(MessageXml.Write(text));
    }

    // Shared by all clients of the process, as the queue is.
    private QueueHints Hints(string queue) => QueueHints.Of($"{service.Endpoint}/{queue}");
}
