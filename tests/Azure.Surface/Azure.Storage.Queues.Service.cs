// Package Azure.Storage.Queues 12.28.1.

using Azure.Core;
using Azure.Storage.Queues.Models;
using Azure.Storage.Sas;

namespace Azure.Storage.Queues;

public class QueueServiceClient
{
    protected QueueServiceClient() { }
    public QueueServiceClient(string connectionString) { }
    public QueueServiceClient(string connectionString, QueueClientOptions options) { }
    public QueueServiceClient(Uri serviceUri, QueueClientOptions options = null) { }
    public QueueServiceClient(Uri serviceUri, StorageSharedKeyCredential credential, QueueClientOptions options = null) { }
    public QueueServiceClient(Uri serviceUri, AzureSasCredential credential, QueueClientOptions options = null) { }
    public QueueServiceClient(Uri serviceUri, TokenCredential credential, QueueClientOptions options = null) { }
    public virtual Uri Uri => throw null!;
    public virtual string AccountName => throw null!;
    public virtual bool CanGenerateAccountSasUri => throw null!;
    public virtual QueueClient GetQueueClient(string queueName) => throw null!;
    public virtual Pageable<QueueItem> GetQueues(
        QueueTraits traits = QueueTraits.None, string prefix = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual AsyncPageable<QueueItem> GetQueuesAsync(
        QueueTraits traits = QueueTraits.None, string prefix = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueServiceProperties> GetProperties(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueServiceProperties>> GetPropertiesAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response SetProperties(
        QueueServiceProperties properties, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> SetPropertiesAsync(
        QueueServiceProperties properties, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueServiceStatistics> GetStatistics(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueServiceStatistics>> GetStatisticsAsync(
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<QueueClient> CreateQueue(
        string queueName, IDictionary<string, string> metadata = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<QueueClient>> CreateQueueAsync(
        string queueName, IDictionary<string, string> metadata = null,
        CancellationToken cancellationToken = default) => throw null!;
    public virtual Response DeleteQueue(string queueName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response> DeleteQueueAsync(
        string queueName, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<UserDelegationKey> GetUserDelegationKey(
        QueueGetUserDelegationKeyOptions options, CancellationToken cancellationToken = default) => throw null!;
    public virtual Task<Response<UserDelegationKey>> GetUserDelegationKeyAsync(
        QueueGetUserDelegationKeyOptions options, CancellationToken cancellationToken = default) => throw null!;
    public virtual Response<UserDelegationKey> GetUserDelegationKey(
        DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken) => throw null!;
    public virtual Task<Response<UserDelegationKey>> GetUserDelegationKeyAsync(
        DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken) => throw null!;
    public Uri GenerateAccountSasUri(
        AccountSasPermissions permissions, DateTimeOffset expiresOn, AccountSasResourceTypes resourceTypes) => throw null!;
    public Uri GenerateAccountSasUri(
        AccountSasPermissions permissions, DateTimeOffset expiresOn, AccountSasResourceTypes resourceTypes,
        out string stringToSign) => throw null!;
    public Uri GenerateAccountSasUri(AccountSasBuilder builder) => throw null!;
    public Uri GenerateAccountSasUri(AccountSasBuilder builder, out string stringToSign) => throw null!;
}

public class QueueClientOptions : ClientOptions
{
    public QueueClientOptions(ServiceVersion version = ServiceVersion.V2026_10_06) { }
    public ServiceVersion Version => throw null!;
    public Uri GeoRedundantSecondaryUri { get => throw null!; set => throw null!; }
    public QueueMessageEncoding MessageEncoding { get => throw null!; set => throw null!; }
    public bool EnableTenantDiscovery { get => throw null!; set => throw null!; }
    public QueueAudience? Audience { get => throw null!; set => throw null!; }
    public event SyncAsyncEventHandler<QueueMessageDecodingFailedEventArgs> MessageDecodingFailed
    {
        add => throw null!; remove => throw null!;
    }

    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2019_07_07 = 2,
        V2019_12_12 = 3,
        V2020_02_10 = 4,
        V2020_04_08 = 5,
        V2020_06_12 = 6,
        V2020_08_04 = 7,
        V2020_10_02 = 8,
        V2020_12_06 = 9,
        V2021_02_12 = 10,
        V2021_04_10 = 11,
        V2021_06_08 = 12,
        V2021_08_06 = 13,
        V2021_10_04 = 14,
        V2021_12_02 = 15,
        V2022_11_02 = 16,
        V2023_01_03 = 17,
        V2023_05_03 = 18,
        V2023_08_03 = 19,
        V2023_11_03 = 20,
        V2024_02_04 = 21,
        V2024_05_04 = 22,
        V2024_08_04 = 23,
        V2024_11_04 = 24,
        V2025_01_05 = 25,
        V2025_05_05 = 26,
        V2025_07_05 = 27,
        V2025_11_05 = 28,
        V2026_02_06 = 29,
        V2026_04_06 = 30,
        V2026_06_06 = 31,
        V2026_10_06 = 32,
    }
}

public enum QueueMessageEncoding
{
    None = 0,
    Base64 = 1,
}

public class QueueMessageDecodingFailedEventArgs : SyncAsyncEventArgs
{
    public QueueMessageDecodingFailedEventArgs(
        QueueClient queueClient, QueueMessage receivedMessage, PeekedMessage peekedMessage,
        bool isRunningSynchronously, CancellationToken cancellationToken) : base(default!) { }
    public QueueClient Queue => throw null!;
    public QueueMessage ReceivedMessage => throw null!;
    public PeekedMessage PeekedMessage => throw null!;
}
