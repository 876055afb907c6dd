using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Plum.Standalone.Sqlite;

namespace Plum.Standalone.Queues;

/// <summary>Queues in the embedded store. A message is visible exactly from its instant on.</summary>
internal sealed class EmbeddedQueues(EmbeddedStore store) : QueueBackend
{
    public override async Task<Response> CreateAsync(string queue, CancellationToken ct)
    {
        var created = store.Queues.Find(queue) is null && await store.WriteAsync(s => s.Queues.Add(s.Db, queue), ct);
        return new PlainResponse(created ? 201 : 204);
    }

    public override Task DeleteAsync(string queue, CancellationToken ct) => store.WriteAsync(
        s => s.Atomically(() =>
        {
            var id = Id(s.Queues, queue);
            MessageRows.Clear(s.Db, id);
            s.Queues.Remove(s.Db, queue, id);
            return true;
        }),
        ct);

    public override Task ClearAsync(string queue, CancellationToken ct) =>
        store.WriteAsync(s => MessageRows.Clear(s.Db, Id(s.Queues, queue)), ct);

    public override Task<long> CountAsync(string queue, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var id = Id(store.Queues, queue);
        return Task.FromResult(store.Read(db => MessageRows.Count(db, id, Now(store.Time))));
    }

    public override Task<SendReceipt> SendAsync(string queue, Sending send, CancellationToken ct) => store.PrepareAndWriteAsync<SendReceipt>(
        EmbeddedStore.SmallWrite + (2L * send.Text.Length),
        () => s =>
        {
            s.AfterCommit(store.QueueChanges(queue).Raise);
            return MessageRows.Add(s, Id(s.Queues, queue), send);
        },
        ct);

    public override Task<QueueMessage[]> ReceiveAsync(
        string queue, int most, int hiddenSeconds, QueueMessageEncoding encoding, CancellationToken ct)
    {
        // Looking first costs microseconds and spares the writer the receives that find nothing.
        if (NextVisible(queue) is not { } next || next > store.Time.GetUtcNow())
        {
            ct.ThrowIfCancellationRequested();
            _ = Id(store.Queues, queue);
            return Task.FromResult<QueueMessage[]>([]);
        }

        return store.WriteAsync(
            s => s.Atomically(() => MessageRows.Take(s, Id(s.Queues, queue), most, hiddenSeconds, encoding)),
            ct);
    }

    public override Task<PeekedMessage[]> PeekAsync(string queue, int most, QueueMessageEncoding encoding, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var id = Id(store.Queues, queue);
        return Task.FromResult(store.Read(db => MessageRows.Peek(db, id, Now(store.Time), most, encoding)));
    }

    public override Task DeleteMessageAsync(string queue, string id, string popReceipt, CancellationToken ct) =>
        store.WriteAsync(s => MessageRows.Delete(s, Id(s.Queues, queue), id, popReceipt), ct);

    public override Task<UpdateReceipt> UpdateMessageAsync(
        string queue, string id, string popReceipt, string? text, int hiddenSeconds, CancellationToken ct) => store.PrepareAndWriteAsync<UpdateReceipt>(
        EmbeddedStore.SmallWrite + (2L * (text?.Length ?? 0)),
        () => s =>
        {
            s.AfterCommit(store.QueueChanges(queue).Raise);
            return MessageRows.Update(s, Id(s.Queues, queue), id, popReceipt, text, hiddenSeconds);
        },
        ct);

    public override DateTimeOffset? NextVisible(string queue) => store.Queues.Find(queue) is { } id
        ? store.Read(db => MessageRows.FirstVisible(db, id)) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null
        : null;

    public override Task ChangedAsync(string queue, CancellationToken ct) => store.QueueChanges(queue).NextAsync(ct);

    private static long Id(StoreNames queues, string queue) => queues.Find(queue) ?? throw QueueErrors.QueueNotFound(queue);

    private static long Now(TimeProvider time) => time.GetUtcNow().UtcTicks;
}
