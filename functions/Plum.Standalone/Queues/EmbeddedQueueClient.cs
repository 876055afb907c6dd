using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>One queue of the embedded store, with the limits and the answers of the service.</summary>
/// <remarks>A message is text, and visible exactly from its instant on.</remarks>
internal sealed class EmbeddedQueueClient(EmbeddedStore store, string name)
    : QueueClient(NoTransport.Address(name), NoTransport.Of(new QueueClientOptions()))
{
    public override string Name => name;

    /// <summary>When the earliest message is or becomes visible; null when there is none.</summary>
    public DateTimeOffset? NextVisible() =>
        store.Queues.Find(Name) is { } id && store.Read(db => MessageRows.FirstVisible(db, id)) is { } ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <summary>Completes when a message was sent or became due earlier.</summary>
    /// <remarks>
    /// Take the task first and look at <see cref="NextVisible"/> after: a change between the two is then not missed.
    /// </remarks>
    public Task ChangedAsync(CancellationToken ct) => store.QueueChanges(Name).NextAsync(ct);

    /// <returns>Null, as from the base, when the queue was there already.</returns>
    public override async Task<Response> CreateIfNotExistsAsync(
        IDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        if (metadata is { Count: > 0 })
        {
            throw new NotSupportedException("Queues carry no metadata here.");
        }

        Count("createQueue");
        var created = store.Queues.Find(Name) is null
            && await store.WriteAsync(s => s.Queues.Add(s.Db, Name), cancellationToken);
        return created ? new PlainResponse(201) : null!;
    }

    public override async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        Count("deleteQueue");
        return await store.WriteAsync(s => s.Atomically(() => Drop(s)), cancellationToken)
            ? new PlainResponse(204)
            : throw QueueErrors.QueueNotFound(Name);
    }

    public override async Task<Response<QueueProperties>> GetPropertiesAsync(
        CancellationToken cancellationToken = default)
    {
        Count("queueProperties");
        var count = Read((db, id) => MessageRows.Count(db, id, Now), cancellationToken);
        var properties = QueuesModelFactory.QueueProperties(new Dictionary<string, string>(), count);
        return Response.FromValue(properties, new PlainResponse(200));
    }

    public override Task<Response<SendReceipt>> SendMessageAsync(
        string messageText,
        TimeSpan? visibilityTimeout = null,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) =>
        SendMessageAsync(new BinaryData(messageText), visibilityTimeout, timeToLive, cancellationToken);

    public override async Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message,
        TimeSpan? visibilityTimeout = null,
        TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default)
    {
        Count("send");
        var send = QueueRules.CheckSend(message.ToString(), visibilityTimeout, timeToLive);
        var receipt = await ChangeAsync(send.Text, (s, id) => MessageRows.Add(s, id, send), cancellationToken);
        return Response.FromValue(receipt, new PlainResponse(201));
    }

    public override async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        Count("receive");
        var (most, hidden) = QueueRules.CheckReceive(maxMessages, visibilityTimeout);

        // Looking first costs microseconds and spares the writer the receives that find nothing.
        var first = Read((db, id) => MessageRows.FirstVisible(db, id), cancellationToken);
        QueueMessage[] messages = first > Now || first is null ? [] : await store.WriteAsync(
            s => s.Atomically(() => MessageRows.Take(s, Id(s.Queues), most, hidden)), cancellationToken);
        return Response.FromValue(messages, new PlainResponse(200));
    }

    public override async Task<Response<PeekedMessage[]>> PeekMessagesAsync(
        int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        Count("peek");
        var most = QueueRules.CheckCount(maxMessages);
        var messages = Read((db, id) => MessageRows.Peek(db, id, Now, most), cancellationToken);
        return Response.FromValue(messages, new PlainResponse(200));
    }

    public override async Task<Response> DeleteMessageAsync(
        string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        Count("deleteMessage");
        await store.WriteAsync(s => MessageRows.Delete(s, Id(s.Queues), messageId, popReceipt), cancellationToken);
        return new PlainResponse(204);
    }

    public override async Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId,
        string popReceipt,
        string? messageText = null,
        TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default)
    {
        Count("updateMessage");
        var hidden = QueueRules.CheckUpdate(messageText, visibilityTimeout);
        var receipt = await ChangeAsync(
            messageText, (s, id) => MessageRows.Update(s, id, messageId, popReceipt, messageText, hidden), cancellationToken);
        return Response.FromValue(receipt, new PlainResponse(204));
    }

    private long Now => store.Time.GetUtcNow().UtcTicks;

    private bool Drop(WriteSession session)
    {
        if (session.Queues.Find(Name) is not { } id)
        {
            return false;
        }

        MessageRows.Clear(session.Db, id);
        session.Queues.Remove(session.Db, Name, id);
        return true;
    }

    /// <summary>Does a write after which a message may be due earlier than before.</summary>
    private Task<T> ChangeAsync<T>(
        string? text, Func<WriteSession, long, T> change, CancellationToken ct) => store.PrepareAndWriteAsync<T>(
        EmbeddedStore.SmallWrite + (2L * (text?.Length ?? 0)),
        () => s =>
        {
            s.AfterCommit(store.QueueChanges(Name).Raise);
            return change(s, Id(s.Queues));
        },
        ct);

    private T Read<T>(Func<Database, long, T> query, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var id = Id(store.Queues);
        return store.Read(db => query(db, id));
    }

    private long Id(StoreNames queues) => queues.Find(Name) ?? throw QueueErrors.QueueNotFound(Name);

    private void Count(string operation)
    {
        QueueRules.CheckName(Name);
        StorageMeter.Count(operation, Name);
    }
}
