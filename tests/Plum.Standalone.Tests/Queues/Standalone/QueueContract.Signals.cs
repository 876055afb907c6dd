using Plum.Standalone.Queues;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

/// <summary>What this runtime tells of a queue besides: when a message is due, that one has come, and what was done.</summary>
public abstract partial class QueueContract
{
    [Fact]
    public async Task NextVisible_IsTheEarliestOfWhatThisProcessSentAndReceived()
    {
        var queue = await NewQueue();
        Assert.Null(QueueSignals.NextVisible(queue));

        var late = (await queue.SendMessageAsync("late", 20 * Minute)).Value;
        Assert.Equal(late.TimeNextVisible, QueueSignals.NextVisible(queue));
        var early = (await queue.SendMessageAsync("early", 10 * Minute)).Value;
        Assert.Equal(early.TimeNextVisible, QueueSignals.NextVisible(queue));

        await AdvanceAsync((10 * Minute) + Second);
        var message = await One(queue, 5 * Minute);
        Assert.Equal(message.NextVisibleOn, QueueSignals.NextVisible(queue));
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        Assert.Equal(late.TimeNextVisible, QueueSignals.NextVisible(queue));
    }

    [Fact]
    public async Task NextVisible_IsNothing_WhenAReceiveFoundNothing()
    {
        var queue = await NewQueue();
        var other = (await queue.SendMessageAsync("one", null, 10 * Minute)).Value;

        await AdvanceAsync(11 * Minute);
        await queue.ReceiveMessagesAsync(32);

        Assert.True(QueueSignals.NextVisible(queue) is null, $"still expects {other.MessageId}");
    }

    [Fact]
    public async Task Change_IsTold_WhenAMessageIsSentOrBecomesDueEarlier()
    {
        var queue = await NewQueue();
        var stop = TestContext.Current.CancellationToken;

        var sent = QueueSignals.WaitForChangeAsync(queue, stop);
        Assert.False(sent.IsCompleted);
        await queue.SendMessageAsync("a");
        await sent;
        var message = await One(queue, 10 * Minute);
        var updated = QueueSignals.WaitForChangeAsync(queue, stop);
        await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt);
        await updated;
    }

    [Fact]
    public async Task Operations_AreCountedAsAnAccountWouldBillThem()
    {
        var queue = await NewQueue();
        using var operations = new Operations(queue.Name);

        await queue.SendMessageAsync("a");
        await queue.SendMessageAsync("b");
        var message = (await queue.ReceiveMessagesAsync(32)).Value[0];
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);

        Assert.Equal(["send", "send", "receive", "deleteMessage"], operations.Seen);
    }
}
