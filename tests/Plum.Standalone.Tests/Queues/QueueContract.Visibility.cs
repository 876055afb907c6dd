using Xunit;

namespace Plum.Standalone.Tests.Queues;

/// <summary>When messages can be seen, and by whom.</summary>
public abstract partial class QueueContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Message_AppearsAfterItsDelay_NotBefore()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("later", 10 * Minute);

        await AdvanceAsync((10 * Minute) - (5 * Second));
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        await AdvanceAsync(6 * Second);

        Assert.Equal("later", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task Message_ComesBack_WhenItsReceiverDoesNotDeleteIt()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("again");
        var first = await One(queue, Minute);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);

        await AdvanceAsync(Minute + Second);
        var second = await One(queue, Minute);

        Assert.Equal((first.MessageId, 2), (second.MessageId, second.DequeueCount));
        var lost = await Refused(400, () => queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        Assert.Equal("PopReceiptMismatch", lost.ErrorCode);
        await queue.DeleteMessageAsync(second.MessageId, second.PopReceipt);
        var gone = await Refused(404, () => queue.DeleteMessageAsync(second.MessageId, second.PopReceipt));
        Assert.Equal("MessageNotFound", gone.ErrorCode);
    }

    [Fact]
    public async Task Update_HidesAnew_ChangesTheText_AndTheReceipt()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("before");
        var message = await One(queue, Minute);

        var updated = (await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "after", 3 * Minute)).Value;
        await AdvanceAsync(2 * Minute);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        await Refused(400, () => queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "mine", Minute));
        await queue.UpdateMessageAsync(message.MessageId, updated.PopReceipt);

        Assert.Equal("after", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task Message_GoesWhenItsTimeIsUp()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("short", null, 10 * Minute);
        await queue.SendMessageAsync("ever", null, -Second);
        await queue.SendMessageAsync("week");

        await AdvanceAsync(11 * Minute);
        Assert.Equal(["ever", "week"], (await queue.PeekMessagesAsync(32)).Value.Select(m => m.MessageText));
        await AdvanceAsync(TimeSpan.FromDays(8));

        Assert.Equal("ever", (await One(queue)).MessageText);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
    }
}
