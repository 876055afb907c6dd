using Xunit;

namespace Plum.Standalone.Tests.Queues;

/// <summary>When messages can be seen, and by whom.</summary>
public abstract partial class QueueContract
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Later than two seconds, however the backend rounds.
    private static readonly TimeSpan OverTwoSeconds = TimeSpan.FromSeconds(2.2);

    [Fact]
    public async Task Message_AppearsAfterItsDelay_NotBefore()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("later", 2 * Second);

        await PassAsync(Second / 2);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        await PassAsync(OverTwoSeconds);

        Assert.Equal("later", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task Message_ComesBack_WhenItsReceiverDoesNotDeleteIt()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("again");
        var first = await One(queue, 2 * Second);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);

        await PassAsync(OverTwoSeconds);
        var second = await One(queue, 60 * Second);

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
        var message = await One(queue, 2 * Second);

        var updated =
            (await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "after", 60 * Second)).Value;
        await PassAsync(OverTwoSeconds);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        await Refused(400, () => queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "mine", Second));
        await queue.UpdateMessageAsync(message.MessageId, updated.PopReceipt);

        Assert.Equal("after", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task Message_GoesWhenItsTimeIsUp()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("short", null, 2 * Second);
        await queue.SendMessageAsync("ever", null, -Second);
        await queue.SendMessageAsync("week");

        await PassAsync(OverTwoSeconds);

        Assert.Equal(["ever", "week"], (await queue.PeekMessagesAsync(32)).Value.Select(m => m.MessageText));
        Assert.Equal("ever", (await One(queue)).MessageText);
    }
}
