using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Xunit;

namespace Plum.Standalone.Tests.Queues;

/// <summary>What queues promise and this app relies on. Each backend runs all of it.</summary>
public abstract partial class QueueContract
{
    protected abstract QueueServiceClient Queues { get; }

    /// <summary>Lets time pass, at once where the clock can be moved.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task Create_IsDoneOnce_HoweverOftenItIsAsked()
    {
        var queue = NewName();

        var created = await queue.CreateIfNotExistsAsync();
        var again = await queue.CreateIfNotExistsAsync();

        Assert.Equal(201, created.Status);
        Assert.Null(again);
    }

    [Fact]
    public async Task Queue_IsMissed_WhenItWasNeverMadeOrIsDeleted()
    {
        var queue = NewName();

        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("hello"));

        Assert.Equal((404, "QueueNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(
            404, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.ReceiveMessagesAsync())).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteAsync())).Status);
        await queue.CreateIfNotExistsAsync();
        await queue.SendMessageAsync("hello");
        await queue.DeleteAsync();
        Assert.Equal(
            404, (await Assert.ThrowsAsync<RequestFailedException>(() => queue.ReceiveMessagesAsync())).Status);
    }

    [Fact]
    public async Task Message_IsReceivedWithAllThatIsKnownOfIt_AndGoneOnceDeleted()
    {
        var queue = await NewQueue();

        var sent = (await queue.SendMessageAsync("hello <world> & \"all\"\r\n\té😀")).Value;
        var message = await One(queue);

        Assert.Equal("hello <world> & \"all\"\r\n\té😀", message.MessageText);
        Assert.Equal((sent.MessageId, 1), (message.MessageId, message.DequeueCount));
        Assert.Equal(TimeSpan.FromDays(7), message.ExpiresOn - message.InsertedOn);
        Assert.Equal(1, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Message_IsRefused_WhenXmlCannotHoldIt()
    {
        var queue = await NewQueue();

        await Assert.ThrowsAnyAsync<Exception>(() => queue.SendMessageAsync("\u0001"));

        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Messages_ComeInTheOrderTheyWereSent()
    {
        var queue = await NewQueue();
        for (var i = 0; i < 40; i++)
        {
            await queue.SendMessageAsync($"{i}");
        }

        var first = (await queue.ReceiveMessagesAsync(32)).Value;
        var rest = (await queue.ReceiveMessagesAsync(32)).Value;

        Assert.Equal(Enumerable.Range(0, 40), first.Concat(rest).Select(m => int.Parse(m.MessageText, null)));
        Assert.Empty((await queue.ReceiveMessagesAsync(32)).Value);
    }

    [Fact]
    public async Task Messages_GoToOneReceiverEach()
    {
        var queue = await NewQueue();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => queue.SendMessageAsync($"{i}")));

        var taken =
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => queue.ReceiveMessagesAsync(20))));

        var texts = taken.SelectMany(answer => answer.Value).Select(m => m.MessageText).ToList();
        Assert.Equal(60, texts.Count);
        Assert.Equal(60, texts.Distinct().Count());
    }

    [Fact]
    public async Task Peek_LooksWithoutTaking()
    {
        var queue = await NewQueue();
        await queue.SendMessageAsync("one");
        await queue.SendMessageAsync("hidden", 60 * Second);

        var peeked = Assert.Single((await queue.PeekMessagesAsync(32)).Value);

        Assert.Equal(("one", 0), (peeked.MessageText, peeked.DequeueCount));
        Assert.Equal("one", (await One(queue)).MessageText);
    }

    [Fact]
    public async Task Calls_AreRefused_BeyondTheLimits()
    {
        var queue = await NewQueue();
        var large = new string('x', 64 * 1024);
        var message = (await queue.SendMessageAsync(large)).Value;

        await Refused(413, () => queue.SendMessageAsync(large + "x"));
        await Refused(413, () => queue.SendMessageAsync(new string('é', (32 * 1024) + 1)));
        await Refused(400, () => queue.SendMessageAsync("a", TimeSpan.FromDays(8)));
        await Refused(400, () => queue.SendMessageAsync("a", TimeSpan.FromSeconds(-1)));
        await Refused(400, () => queue.SendMessageAsync("a", Second, Second));
        await Refused(400, () => queue.SendMessageAsync("a", null, TimeSpan.Zero));
        await Refused(400, () => queue.ReceiveMessagesAsync(33));
        await Refused(400, () => queue.ReceiveMessagesAsync(0));
        await Refused(400, () => queue.ReceiveMessagesAsync(1, TimeSpan.Zero));
        await Refused(400, () => queue.PeekMessagesAsync(33));
        await Refused(
            400, () => queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, "a", TimeSpan.FromDays(8)));
        Assert.Equal(large, (await One(queue)).MessageText);
    }

    [Theory]
    [InlineData("Dials", "InvalidResourceName")]
    [InlineData("-dials", "InvalidResourceName")]
    [InlineData("di--als", "InvalidResourceName")]
    [InlineData("no", "OutOfRangeInput")]
    public async Task Queues_AreRefused_WhenTheirNameIsNone(string name, string code)
    {
        var refused = await Refused(400, () => Queues.GetQueueClient(name).CreateIfNotExistsAsync());

        Assert.Equal(code, refused.ErrorCode);
    }

    protected async Task<QueueClient> NewQueue()
    {
        var queue = NewName();
        await queue.CreateIfNotExistsAsync();
        return queue;
    }

    protected static async Task<QueueMessage> One(QueueClient queue, TimeSpan? hidden = null) =>
        Assert.Single((await queue.ReceiveMessagesAsync(1, hidden)).Value);

    protected static async Task<RequestFailedException> Refused(int status, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<RequestFailedException>(call);
        Assert.Equal(status, refused.Status);
        return refused;
    }

    private QueueClient NewName() =>
        Queues.GetQueueClient("q" + Guid.NewGuid().ToString("N"));
}
