// Package Azure.Storage.Queues 12.28.1.

using Azure.Core;
using System.ClientModel.Primitives;

namespace Azure.Storage.Queues.Models;

public class QueueMessage
{
    internal QueueMessage() { }
    public string MessageId => throw null!;
    public string PopReceipt => throw null!;
    public string MessageText => throw null!;
    public BinaryData Body => throw null!;
    public DateTimeOffset? NextVisibleOn => throw null!;
    public DateTimeOffset? InsertedOn => throw null!;
    public DateTimeOffset? ExpiresOn => throw null!;
    public long DequeueCount => throw null!;
    protected virtual QueueMessage PersistableModelCreateCore(
        BinaryData data, ModelReaderWriterOptions options) => throw null!;
    protected virtual BinaryData PersistableModelWriteCore(ModelReaderWriterOptions options) => throw null!;
    public static implicit operator RequestContent(QueueMessage queueMessage) => throw null!;
    public QueueMessage Update(UpdateReceipt updated) => throw null!;
}

public class PeekedMessage
{
    internal PeekedMessage() { }
    public string MessageId => throw null!;
    public string MessageText => throw null!;
    public BinaryData Body => throw null!;
    public DateTimeOffset? InsertedOn => throw null!;
    public DateTimeOffset? ExpiresOn => throw null!;
    public long DequeueCount => throw null!;
    protected virtual PeekedMessage PersistableModelCreateCore(
        BinaryData data, ModelReaderWriterOptions options) => throw null!;
    protected virtual BinaryData PersistableModelWriteCore(ModelReaderWriterOptions options) => throw null!;
}

public class SendReceipt
{
    internal SendReceipt() { }
    public string MessageId => throw null!;
    public DateTimeOffset InsertionTime => throw null!;
    public DateTimeOffset ExpirationTime => throw null!;
    public string PopReceipt => throw null!;
    public DateTimeOffset TimeNextVisible => throw null!;
    protected virtual SendReceipt PersistableModelCreateCore(
        BinaryData data, ModelReaderWriterOptions options) => throw null!;
    protected virtual BinaryData PersistableModelWriteCore(ModelReaderWriterOptions options) => throw null!;
}

public class UpdateReceipt
{
    internal UpdateReceipt() { }
    public DateTimeOffset NextVisibleOn => throw null!;
    public string PopReceipt => throw null!;
}

public class QueueProperties
{
    public IDictionary<string, string> Metadata => throw null!;
    public int ApproximateMessagesCount => throw null!;
    public long ApproximateMessagesCountLong => throw null!;
}

public readonly struct QueueAudience : IEquatable<QueueAudience>
{
    public QueueAudience(string value) => throw null!;
    public static QueueAudience PublicAudience => throw null!;
    public static QueueAudience CreateQueueServiceAccountAudience(string storageAccountName) => throw null!;
    public static bool operator ==(QueueAudience left, QueueAudience right) => throw null!;
    public static bool operator !=(QueueAudience left, QueueAudience right) => throw null!;
    public static implicit operator QueueAudience(string value) => throw null!;
    public override bool Equals(object obj) => throw null!;
    public bool Equals(QueueAudience other) => throw null!;
    public override int GetHashCode() => throw null!;
    public override string ToString() => throw null!;
}
