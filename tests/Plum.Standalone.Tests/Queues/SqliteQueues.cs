using Azure.Storage.Queues;
using Plum.Standalone.Queues;
using Plum.Standalone.Tests.Storage;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

/// <summary>Besides the contract: a week passes at once, and the store tells when a message is due.</summary>
public sealed class SqliteQueues(SqliteFixture sqlite) : QueueContract, IClassFixture<SqliteFixture>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    protected override QueueServiceClient Queues => new EmbeddedQueueServiceClient(sqlite.Store);

    protected override Task PassAsync(TimeSpan time)
    {
        sqlite.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Message_GoesAfterAWeek_UnlessItStaysForEver()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("ever", null, TimeSpan.FromSeconds(-1));
        await queue.SendMessageAsync("week");

        sqlite.Advance(TimeSpan.FromDays(8));

        Assert.Equal("ever", (await One(queue)).MessageText);
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
    }

    [Fact]
    public async Task Message_IsVisible_ExactlyFromItsInstantOn()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("later", TimeSpan.FromDays(7), TimeSpan.FromDays(30));

        sqlite.Advance(TimeSpan.FromDays(7) - TimeSpan.FromTicks(1));
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
        sqlite.Advance(TimeSpan.FromTicks(1));

        Assert.Equal("later", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task NextVisible_IsTheEarliestInstant()
    {
        var queue = (EmbeddedQueueClient)await NewQueue();
        Assert.Null(queue.NextVisible());

        var late = (await queue.SendMessageAsync("late", 20 * Minute)).Value;
        Assert.Equal(late.TimeNextVisible, queue.NextVisible());
        var early = (await queue.SendMessageAsync("early", 10 * Minute)).Value;
        Assert.Equal(early.TimeNextVisible, queue.NextVisible());

        sqlite.Advance(11 * Minute);
        var message = await One(queue, 5 * Minute);
        Assert.Equal(message.NextVisibleOn, queue.NextVisible());
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        Assert.Equal(late.TimeNextVisible, queue.NextVisible());
    }

    [Fact]
    public async Task NextVisible_IsNothing_WhenAReceiveFoundNothing()
    {
        var queue = (EmbeddedQueueClient)await NewQueue();
        var other = (await queue.SendMessageAsync("one", null, 10 * Minute)).Value;

        sqlite.Advance(11 * Minute);
        await queue.ReceiveMessagesAsync(32);

        Assert.True(queue.NextVisible() is null, $"still expects {other.MessageId}");
    }

    [Fact]
    public async Task Change_IsTold_WhenAMessageIsSentOrBecomesDueEarlier()
    {
        var queue = (EmbeddedQueueClient)await NewQueue();
        var stop = TestContext.Current.CancellationToken;

        var sent = queue.ChangedAsync(stop);
        Assert.False(sent.IsCompleted);
        await queue.SendMessageAsync("a");
        await sent;
        var message = await One(queue, 10 * Minute);
        var updated = queue.ChangedAsync(stop);
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

    [Fact]
    public async Task Calls_AreRefusedByName_WhenTheStoreHasNone()
    {
        var queue = await NewQueue();

        var synchronous = Assert.Throws<NotSupportedException>(() => queue.SendMessage("a"));
        await Assert.ThrowsAsync<NotSupportedException>(() => queue.GetAccessPolicyAsync());
        await Assert.ThrowsAsync<NotSupportedException>(() => Queues.CreateQueueAsync("other"));

        Assert.Contains($"POST /{queue.Name}/messages", synchronous.Message, StringComparison.Ordinal);
    }
}
