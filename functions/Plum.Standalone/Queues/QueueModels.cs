#nullable disable annotations // as in the Azure package, so that the app sees the same signatures on either runtime

namespace Azure.Storage.Queues.Models;

/// <summary>A received message: hidden from others until <see cref="NextVisibleOn"/>, to be deleted with its receipt.</summary>
public sealed class QueueMessage
{
    internal QueueMessage()
    {
    }

    public string MessageId { get; internal init; }

    /// <summary>The right to delete or update, lost when somebody else receives the message.</summary>
    public string PopReceipt { get; internal set; }

    public BinaryData Body { get; internal set; }

    public string MessageText => Body?.ToString();

    public DateTimeOffset? NextVisibleOn { get; internal set; }

    public DateTimeOffset? InsertedOn { get; internal init; }

    public DateTimeOffset? ExpiresOn { get; internal init; }

    /// <summary>How often it has been received, this time included.</summary>
    public long DequeueCount { get; internal init; }

    /// <summary>The same message with another body.</summary>
    internal QueueMessage With(BinaryData body)
    {
        var copy = (QueueMessage)MemberwiseClone();
        copy.Body = body;
        return copy;
    }

    public QueueMessage Update(UpdateReceipt updated) => new()
    {
        MessageId = MessageId,
        PopReceipt = updated.PopReceipt,
        Body = Body,
        NextVisibleOn = updated.NextVisibleOn,
        InsertedOn = InsertedOn,
        ExpiresOn = ExpiresOn,
        DequeueCount = DequeueCount,
    };
}

/// <summary>A message looked at without taking it.</summary>
public sealed class PeekedMessage
{
    internal PeekedMessage()
    {
    }

    public string MessageId { get; internal init; }

    public BinaryData Body { get; internal init; }

    public string MessageText => Body?.ToString();

    public DateTimeOffset? InsertedOn { get; internal init; }

    public DateTimeOffset? ExpiresOn { get; internal init; }

    public long DequeueCount { get; internal init; }
}

/// <summary>A sent message: who sent it may still delete or update it with this receipt.</summary>
public sealed class SendReceipt
{
    internal SendReceipt()
    {
    }

    public string MessageId { get; internal init; }

    public DateTimeOffset InsertionTime { get; internal init; }

    public DateTimeOffset ExpirationTime { get; internal init; }

    public string PopReceipt { get; internal init; }

    public DateTimeOffset TimeNextVisible { get; internal init; }
}

/// <summary>The new receipt of an updated message; the old one no longer counts.</summary>
public sealed class UpdateReceipt
{
    internal UpdateReceipt()
    {
    }

    public string PopReceipt { get; internal init; }

    public DateTimeOffset NextVisibleOn { get; internal init; }
}

/// <summary>What is known of a queue.</summary>
public sealed class QueueProperties
{
    internal QueueProperties()
    {
    }

    /// <summary>Messages in the queue, hidden ones included.</summary>
    public int ApproximateMessagesCount => (int)Math.Min(ApproximateMessagesCountLong, int.MaxValue);

    public long ApproximateMessagesCountLong { get; internal init; }
}
