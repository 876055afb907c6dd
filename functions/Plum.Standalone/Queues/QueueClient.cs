#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

using Azure.Storage.Queues.Models;
using Plum.Standalone.Queues;
using Plum.Standalone.Sqlite;

namespace Azure.Storage.Queues;

/// <summary>One queue. Every limit of the service is checked here, so that both backends refuse the same things.</summary>
public sealed class QueueClient
{
    private readonly QueueMessageEncoding _encoding;

    internal QueueClient(QueueBackend backend, string queueName, QueueMessageEncoding encoding)
    {
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        Backend = backend;
        Name = queueName;
        _encoding = encoding;
    }

    public QueueClient(string connectionString, string queueName)
        : this(connectionString, queueName, null)
    {
    }

    public QueueClient(string connectionString, string queueName, QueueClientOptions options)
        : this(QueueBackend.Of(connectionString, options ??= new()), queueName, options.MessageEncoding)
    {
    }

    internal QueueBackend Backend { get; }

    public string Name { get; }

    public Task<Response> CreateIfNotExistsAsync(
        IDictionary<string, string> metadata = null, CancellationToken cancellationToken = default)
    {
        QueueRules.RefuseMetadata(metadata);
        Count("createQueue");
        return Backend.CreateAsync(Name, cancellationToken);
    }

    public Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
    {
        Count("queueExists");
        return Flag(() => Backend.CountAsync(Name, cancellationToken));
    }

    public Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default)
    {
        Count("deleteQueue");
        return Flag(() => Backend.DeleteAsync(Name, cancellationToken));
    }

    public Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        Count("deleteQueue");
        return Answer(Backend.DeleteAsync(Name, cancellationToken), 204);
    }

    public Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default)
    {
        Count("clear");
        return Answer(Backend.ClearAsync(Name, cancellationToken), 204);
    }

    public async Task<Response<QueueProperties>> GetPropertiesAsync(CancellationToken cancellationToken = default)
    {
        Count("queueProperties");
        var count = await Backend.CountAsync(Name, cancellationToken);
        return Response.FromValue(new QueueProperties { ApproximateMessagesCountLong = count }, new PlainResponse(200));
    }

    public Task<Response<SendReceipt>> SendMessageAsync(string messageText) => SendMessageAsync(messageText, null, null);

    public Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default) =>
        SendMessageAsync(messageText, null, null, cancellationToken);

    public Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default) =>
        SendMessageAsync(new BinaryData(messageText), visibilityTimeout, timeToLive, cancellationToken);

    public async Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        Count("send");
        var text = MessageText.Encode(message, _encoding);
        var send = QueueRules.CheckSend(text, visibilityTimeout, timeToLive);
        return Response.FromValue(await Backend.SendAsync(Name, send, cancellationToken), new PlainResponse(201));
    }

    public Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => ReceiveMessagesAsync(null, null);

    public Task<Response<QueueMessage[]>> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        ReceiveMessagesAsync(null, null, cancellationToken);

    public async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        Count("receive");
        var (most, hidden) = QueueRules.CheckReceive(maxMessages, visibilityTimeout);
        var messages = await Backend.ReceiveAsync(Name, most, hidden, _encoding, cancellationToken);
        return Response.FromValue(messages, new PlainResponse(200));
    }

    public async Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        Count("peek");
        var most = QueueRules.CheckCount(maxMessages);
        return Response.FromValue(await Backend.PeekAsync(Name, most, _encoding, cancellationToken), new PlainResponse(200));
    }

    public Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        ArgumentException.ThrowIfNullOrEmpty(popReceipt);
        Count("deleteMessage");
        return Answer(Backend.DeleteMessageAsync(Name, messageId, popReceipt, cancellationToken), 204);
    }

    public Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId,
        string popReceipt,
        string messageText = null,
        TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) =>
        UpdateMessageAsync(messageId, popReceipt, messageText is null ? null : new BinaryData(messageText), visibilityTimeout, cancellationToken);

    public async Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId,
        string popReceipt,
        BinaryData message,
        TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(messageId);
        ArgumentException.ThrowIfNullOrEmpty(popReceipt);
        Count("updateMessage");
        var text = message is null ? null : MessageText.Encode(message, _encoding);
        var hidden = QueueRules.CheckUpdate(text, visibilityTimeout);
        var receipt = await Backend.UpdateMessageAsync(Name, messageId, popReceipt, text, hidden, cancellationToken);
        return Response.FromValue(receipt, new PlainResponse(204));
    }

    private static async Task<Response> Answer(Task work, int status)
    {
        await work;
        return new PlainResponse(status);
    }

    // A queue that is not there is an answer here, not an error.
    private static async Task<Response<bool>> Flag(Func<Task> work)
    {
        try
        {
            await work();
            return Response.FromValue(true, new PlainResponse(204));
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == QueueErrors.NotFoundCode)
        {
            return Response.FromValue(false, new PlainResponse(404));
        }
    }

    private void Count(string operation)
    {
        QueueRules.CheckName(Name);
        StorageMeter.Count(operation, Name);
    }
}
