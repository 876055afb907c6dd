// Package Azure.Storage.Queues 12.28.1.

using Azure.Core;
using Azure.Storage.Queues.Models;
using Azure.Storage.Sas;

namespace Azure.Storage.Queues;

public class QueueClient
{
    protected QueueClient() { }
    public QueueClient(string connectionString, string queueName) { }
    public QueueClient(string connectionString, string queueName, QueueClientOptions options) { }
    public QueueClient(Uri queueUri, QueueClientOptions options = null) { }
    public QueueClient(Uri queueUri, StorageSharedKeyCredential credential, QueueClientOptions options = null) { }
    public QueueClient(Uri queueUri, AzureSasCredential credential, QueueClientOptions options = null) { }
    public QueueClient(Uri queueUri, TokenCredential credential, QueueClientOptions options = null) { }
    public QueueClient(QueueClientSettings settings) { }
    public virtual Uri Uri => throw null!;
    protected virtual Uri MessagesUri => throw null!;
    public virtual int MaxPeekableMessages => throw null!;
    public virtual int MessageMaxBytes => throw null!;
    public virtual string AccountName => throw null!;
    public virtual string Name => throw null!;
    public virtual bool CanGenerateSasUri => throw null!;
    protected internal virtual QueueClient WithClientSideEncryptionOptionsCore(
        ClientSideEncryptionOptions clientSideEncryptionOptions) => throw null!;
    public virtual Response Create(
        IDictionary<string, string> metadata = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> CreateAsync(
        IDictionary<string, string> metadata = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response CreateIfNotExists(
        IDictionary<string, string> metadata = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> CreateIfNotExistsAsync(
        IDictionary<string, string> metadata = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<bool> Exists(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<bool> DeleteIfExists(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<bool>> DeleteIfExistsAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response Delete(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueProperties> GetProperties(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueProperties>> GetPropertiesAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response SetMetadata(
        IDictionary<string, string> metadata, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> SetMetadataAsync(
        IDictionary<string, string> metadata, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<IEnumerable<QueueSignedIdentifier>> GetAccessPolicy(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<IEnumerable<QueueSignedIdentifier>>> GetAccessPolicyAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response SetAccessPolicy(
        IEnumerable<QueueSignedIdentifier> permissions, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> SetAccessPolicyAsync(
        IEnumerable<QueueSignedIdentifier> permissions, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response ClearMessages(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> ClearMessagesAsync(CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<SendReceipt> SendMessage(string messageText) => throw null!;
    public virtual Task<Response<SendReceipt>> SendMessageAsync(string messageText) => throw null!;
    public virtual Response<SendReceipt> SendMessage(
        string messageText, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<SendReceipt> SendMessage(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<SendReceipt> SendMessage(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueMessage[]> ReceiveMessages() => throw null!;
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => throw null!;
    public virtual Response<QueueMessage[]> ReceiveMessages(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueMessage[]> ReceiveMessages(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueMessage> ReceiveMessage(
        TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueMessage>> ReceiveMessageAsync(
        TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<PeekedMessage> PeekMessage(CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<PeekedMessage>> PeekMessageAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<PeekedMessage[]> PeekMessages(
        int? maxMessages = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<PeekedMessage[]>> PeekMessagesAsync(
        int? maxMessages = null, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response DeleteMessage(
        string messageId, string popReceipt, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteMessageAsync(
        string messageId, string popReceipt, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<UpdateReceipt> UpdateMessage(
        string messageId, string popReceipt, string messageText = null, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<UpdateReceipt> UpdateMessage(
        string messageId, string popReceipt, BinaryData message, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, string messageText = null, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId, string popReceipt, BinaryData message, TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Uri GenerateSasUri(QueueSasPermissions permissions, DateTimeOffset expiresOn) => throw null!;
    public virtual Uri GenerateSasUri(
        QueueSasPermissions permissions, DateTimeOffset expiresOn, out string stringToSign) => throw null!;
    public virtual Uri GenerateSasUri(QueueSasBuilder builder) => throw null!;
    public virtual Uri GenerateSasUri(QueueSasBuilder builder, out string stringToSign) => throw null!;
    public virtual Uri GenerateUserDelegationSasUri(
        QueueSasPermissions permissions, DateTimeOffset expiresOn, UserDelegationKey userDelegationKey) => throw null!;
    public virtual Uri GenerateUserDelegationSasUri(
        QueueSasPermissions permissions, DateTimeOffset expiresOn, UserDelegationKey userDelegationKey,
        out string stringToSign) => throw null!;
    public virtual Uri GenerateUserDelegationSasUri(
        QueueSasBuilder builder, UserDelegationKey userDelegationKey) => throw null!;
    public virtual Uri GenerateUserDelegationSasUri(
        QueueSasBuilder builder, UserDelegationKey userDelegationKey, out string stringToSign) => throw null!;
    protected virtual Task OnMessageDecodingFailedAsync(
        QueueMessage receivedMessage, PeekedMessage peekedMessage, bool isRunningSynchronously,
        CancellationToken cancellationToken) => throw null!;
    protected internal virtual QueueServiceClient GetParentQueueServiceClientCore() => throw null!;
}
