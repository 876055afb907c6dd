using Azure.Storage.Queues;
using Microsoft.Azure.Functions.Worker;
using Plum.Standalone.Tests.Host;
using Xunit;

namespace Plum.Standalone.Tests.Triggers;

/// <summary>Queue functions over the embedded store, on the virtual clock.</summary>
public sealed class QueueTriggersTests
{
    private static readonly string[] Settings =
    [
        "--AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:00:30",
        "--AzureFunctionsJobHost:extensions:queues:maxDequeueCount=3",
        "--AzureFunctionsJobHost:extensions:queues:batchSize=4",
        "--AzureFunctionsJobHost:extensions:queues:newBatchThreshold=4",
    ];

    [Fact]
    public async Task Message_RunsItsFunctionOnce_AndIsGone()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var queue = await app.QueueAsync("work");

        await queue.SendMessageAsync("""{"name":"first","count":2}""");
        await app.Clock.WhenIdleAsync();
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(["first 2 at 12:00:00"], app.Notes.Entries);
        Assert.Equal(0, await CountAsync(queue));
    }

    [Fact]
    public async Task Message_RunsAtTheInstantItBecomesVisible()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var queue = await app.QueueAsync("work");

        await queue.SendMessageAsync("""{"name":"late"}""", TimeSpan.FromMinutes(5));
        await queue.SendMessageAsync("""{"name":"soon"}""", TimeSpan.FromSeconds(7));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(["soon 0 at 12:00:07", "late 0 at 12:05:00"], app.Notes.Entries);
    }

    [Fact]
    public async Task Message_RunsToTheTick_WhenItsQueueIsLookedAtBetweenMilliseconds()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var queue = await app.QueueAsync("work");
        await queue.SendMessageAsync("""{"name":"whole"}""", TimeSpan.FromMinutes(5));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddTicks(660));
        await queue.SendMessageAsync("""{"name":"between"}""");

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(["between 0 at 12:00:00", "whole 0 at 12:05:00"], app.Notes.Entries);
    }

    [Fact]
    public async Task SentMessage_IsDueBeforeTimeGoesOn_WhenAFunctionSendsIt()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker), typeof(Chain));
        await app.QueueAsync("work");
        var chain = await app.QueueAsync("chain");

        await chain.SendMessageAsync("50");
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(
            Enumerable.Range(0, 51).Select(i => $"link {50 - i} at {TestApp.Noon.AddSeconds(i):HH:mm:ss}"),
            app.Notes.Entries.Where(e => e.StartsWith("link", StringComparison.Ordinal)));
        Assert.Equal(51, app.Notes.Entries.Count(e => e.StartsWith('w')));
        Assert.All(
            app.Notes.Entries.Where(e => e.StartsWith('w')), e => Assert.Equal(e.Split(' ')[1], e.Split(' ')[^1]));
    }

    [Fact]
    public async Task FailedMessage_ComesAgainAfterTheTimeout_ThenGoesToThePoisonQueue()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        app.Notes.Act = entry =>
        {
            app.Notes.Add("try " + entry);
            throw new InvalidOperationException("poison");
        };
        var queue = await app.QueueAsync("work");
        await queue.SendMessageAsync("""{"name":"bad"}""");

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(["try bad 0 at 12:00:00", "try bad 0 at 12:00:30", "try bad 0 at 12:01:00"], app.Notes.Entries);
        Assert.Equal(0, await CountAsync(queue));
        var poison = await (await app.QueueAsync("work-poison")).ReceiveMessagesAsync(10);
        Assert.Equal("""{"name":"bad"}""", Assert.Single(poison.Value).MessageText);
    }

    [Fact]
    public async Task UnreadableMessage_IsSetAside()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var queue = await app.QueueAsync("work");

        await queue.SendMessageAsync("not JSON");
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Empty(app.Notes.Entries);
        Assert.Equal(1, await CountAsync(await app.QueueAsync("work-poison")));
    }

    [Fact]
    public async Task Message_StaysHidden_WhileItsFunctionRunsForHours()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        app.Notes.Act = _ => Task.Delay(TimeSpan.FromHours(3), app.Clock);
        var queue = await app.QueueAsync("work");
        await queue.SendMessageAsync("""{"name":"long"}""");

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(9));

        Assert.Equal(["long 0 at 12:00:00"], app.Notes.Entries);
        Assert.Equal(0, await CountAsync(queue));
    }

    [Fact]
    public async Task Messages_RunNoMoreAtOnceThanConfigured_AndAllGetTheirTurn()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var (now, most) = (0, 0);
        app.Notes.Act = async _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(TimeSpan.FromSeconds(10), app.Clock);
            Interlocked.Decrement(ref now);
        };
        var queue = await app.QueueAsync("work");
        for (var i = 0; i < 100; i++)
        {
            await queue.SendMessageAsync($$"""{"name":"m{{i}}"}""");
        }

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));

        Assert.Equal(100, app.Notes.Entries.Count);
        Assert.Equal(100, app.Notes.Entries.Distinct().Count());
        Assert.InRange(most, 4, 8);
    }

    [Fact]
    public async Task Queue_IsWaitedFor_WhenItIsMissing()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(1));

        var queue = await app.QueueAsync("work");
        await queue.SendMessageAsync("""{"name":"x"}""");
        await app.Clock.WhenIdleAsync();

        Assert.Equal(["x 0 at 12:01:00"], app.Notes.Entries);
    }

    [Fact]
    public async Task Message_IsBackAfterTheTimeout_WhenAStopCutItsFunctionShort()
    {
        var folder = Directory.CreateTempSubdirectory("standalone-");
        await using (var app = await TestApp.StartAsync([.. Settings, $"--data={folder.FullName}"], typeof(Taker)))
        {
            app.Notes.Act = _ => Task.Delay(TimeSpan.FromHours(3), app.Clock, app.Notes.Cancellation);
            await (await app.QueueAsync("work")).SendMessageAsync("""{"name":"cut"}""");
            await app.Clock.WhenIdleAsync();
        }

        await using (var app = await TestApp.StartAsync([.. Settings, $"--data={folder.FullName}"], typeof(Taker)))
        {
            await app.Clock.AdvanceToAsync(TestApp.Noon.AddHours(1));
            Assert.Equal(["cut 0 at 12:00:30"], app.Notes.Entries);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Stop_CancelsAFunctionAtOnce_AndWaitsForWhatItStillHasToDo()
    {
        await using var app = await TestApp.StartAsync(Settings, typeof(Taker));
        var (canceled, finished) = (new TaskCompletionSource(), new TaskCompletionSource());
        app.Notes.Act = _ =>
        {
            app.Notes.Cancellation.Register(canceled.SetResult);
            return finished.Task;
        };
        var queue = await app.QueueAsync("work");
        await queue.SendMessageAsync("""{"name":"last"}""");
        while (!app.Notes.Cancellation.CanBeCanceled)
        {
            await Task.Yield(); // it has not begun
        }

        var stop = app.StopAsync();
        await canceled.Task;
        Assert.False(stop.IsCompleted);
        finished.SetResult();
        await stop;

        Assert.Equal(["last 0 at 12:00:00"], app.Notes.Entries);
        Assert.Equal(0, await CountAsync(queue));
    }

    [Fact]
    public async Task Message_RunsOnTheMachinesClock()
    {
        await using var app = await TestApp.StartAsync([.. Settings, "--virtual-clock="], typeof(Taker));
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Notes.Act = _ =>
        {
            ran.TrySetResult();
            return Task.CompletedTask;
        };

        await (await app.QueueAsync("work")).SendMessageAsync("""{"name":"now"}""", TimeSpan.FromSeconds(1));

        await ran.Task;
    }

    private static async Task<int> CountAsync(QueueClient queue) =>
        (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount;

    private sealed class Taker(Notes record, TimeProvider time)
    {
        [Function(nameof(Taker))]
        public async Task Run([QueueTrigger("work")] Work work, CancellationToken ct)
        {
            record.Cancellation = ct;
            var entry = $"{work.Name} {work.Count} at {time.GetUtcNow():HH:mm:ss}";
            await record.Act(entry);
            record.Add(entry);
        }
    }

    /// <summary>
    /// Sends itself on, a second later each time, and a message to the other queue that is due at once.
    /// </summary>
    private sealed class Chain(Notes record, QueueServiceClient queues, TimeProvider time)
    {
        [Function(nameof(Chain))]
        public async Task Run([QueueTrigger("chain")] string left)
        {
            var now = $"{time.GetUtcNow():HH:mm:ss}";
            record.Add($"link {left} at {now}");
            await queues.GetQueueClient("work").SendMessageAsync($$"""{"name":"w {{now}}"}""");
            if (left != "0")
            {
                await queues
                    .GetQueueClient("chain")
                    .SendMessageAsync($"{int.Parse(left, null) - 1}", TimeSpan.FromSeconds(1));
            }
        }
    }

    private sealed record Work(string Name, int Count);
}
