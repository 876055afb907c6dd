using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>Where queues live. What arrives here has passed <see cref="QueueRules"/>.</summary>
internal abstract class QueueBackend
{
    public static QueueBackend Of(string connectionString, QueueClientOptions options)
    {
        var address = StorageAddress.Parse(connectionString);
        return address.EmbeddedPath is { } path
            ? new EmbeddedQueues(EmbeddedStorage.Open(path, TimeProvider.System))
            : Rest(address.Queues, new QueueSharedKey(address.Account, address.Key), options);
    }

    public static QueueBackend Of(Uri endpoint, TokenCredential credential, QueueClientOptions options) =>
        Rest(endpoint, RestService.TokenPolicy(credential), options);

    /// <summary>Creates the queue: 201, or 204 when it was there already.</summary>
    public abstract Task<Response> CreateAsync(string queue, CancellationToken ct);

    public abstract Task DeleteAsync(string queue, CancellationToken ct);

    public abstract Task ClearAsync(string queue, CancellationToken ct);

    /// <summary>How many messages there are, hidden ones included.</summary>
    public abstract Task<long> CountAsync(string queue, CancellationToken ct);

    public abstract Task<SendReceipt> SendAsync(string queue, Sending send, CancellationToken ct);

    /// <summary>Takes up to so many visible messages, hiding them for so many seconds.</summary>
    public abstract Task<QueueMessage[]> ReceiveAsync(
        string queue, int most, int hiddenSeconds, QueueMessageEncoding encoding, CancellationToken ct);

    public abstract Task<PeekedMessage[]> PeekAsync(string queue, int most, QueueMessageEncoding encoding, CancellationToken ct);

    public abstract Task DeleteMessageAsync(string queue, string id, string popReceipt, CancellationToken ct);

    /// <summary>Hides a message anew for so many seconds and, unless the text is null, changes it.</summary>
    public abstract Task<UpdateReceipt> UpdateMessageAsync(
        string queue, string id, string popReceipt, string? text, int hiddenSeconds, CancellationToken ct);

    /// <summary>When the next message becomes visible, as far as is known; in the past when one is visible now.</summary>
    public abstract DateTimeOffset? NextVisible(string queue);

    /// <summary>Completes at the next moment the queue changes so that something may be visible earlier than before.</summary>
    public abstract Task ChangedAsync(string queue, CancellationToken ct);

    private static RestQueues Rest(Uri endpoint, HttpPipelinePolicy authentication, QueueClientOptions options) =>
        new(new RestService(endpoint, authentication, options));
}

/// <summary>A message to send: hidden for the first seconds, dropped after the last (-1: never).</summary>
internal sealed record Sending(string Text, int HiddenSeconds, int LivesSeconds);
