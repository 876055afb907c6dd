using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

public sealed class EventTests : SqliteTests
{
    [Fact]
    public async Task Event_IsKept_UntilSomebodyWaitsForIt()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.SleepThenListen), 2);
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "number", 1);
        await host.Client.RaiseEventAsync("one", "Number", 2);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal([1, 2], await host.ResultAsync<List<int>>() ?? []);
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, -1)]
    public async Task Event_NobodyTook_OutlivesContinueAsNew_WhenItIsPreserved(bool preserve, int expected)
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.RestartThenListen), new Restart(preserve, false));
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "number", 7);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(2));

        Assert.Equal(expected, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task Event_GoesToTheNewestWaiter()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.ListenTwice), false);
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "number", 1);

        Assert.Equal("newer", await host.ResultAsync<string>());
    }

    [Fact]
    public async Task Event_PassesOverACanceledWaiter()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.ListenTwice), true);
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "number", 1);

        Assert.Equal("older", await host.ResultAsync<string>());
    }

    [Fact]
    public async Task Wait_WithATimeout_IsCanceled_WhenNothingCame()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.ListenAMinute));

        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal("nothing at 13:01:00", await host.ResultAsync<string>());
    }

    [Fact]
    public async Task Timer_ThatLostTheRace_DoesNotDriveTheClock()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.ListenAMinute));
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "number", 3);
        Assert.Equal("3 at 13:00:00", await host.ResultAsync<string>());
        Bench.Clock.Limit = null;
        await Bench.Clock.WhenIdleAsync();

        Assert.Equal(DurableBench.Start, Bench.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Wait_AsAnotherType_IsRefused()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));

        await host.StartAsync(nameof(Listeners.ListenAsTwoTypes));

        Assert.Contains(
            "Expected System.Int32 but was requested System.String",
            (await host.EndAsync()).FailureDetails!.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyEvents_AllArriveInOrder()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.SleepThenListen), 100);
        for (var i = 0; i < 100; i++)
        {
            await host.Client.RaiseEventAsync("one", "number", i);
        }

        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal(Enumerable.Range(0, 100), await host.ResultAsync<List<int>>() ?? []);
    }

    [Fact]
    public async Task Event_NobodyTook_OutlivesContinueAsNew_ThatATaskDelays()
    {
        await using var host = await Bench.StartAsync(typeof(Listeners));
        await host.StartAsync(nameof(Listeners.RestartWithATimerOpen), false);
        await host.Client.RaiseEventAsync("one", "number", 7);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddMinutes(1));

        await host.Client.RaiseEventAsync("one", "number", 8);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(2));

        Assert.Equal("7, 8 at 14:01:00", await host.ResultAsync<string>());
    }

    public sealed record Restart(bool Preserve, bool Again);

    public static class Listeners
    {
        [Function(nameof(SleepThenListen))]
        public static async Task<List<int>> SleepThenListen(
            [OrchestrationTrigger] TaskOrchestrationContext context, int count)
        {
            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            var numbers = new List<int>();
            while (numbers.Count < count)
            {
                numbers.Add(await context.WaitForExternalEvent<int>("number"));
            }

            return numbers;
        }

        [Function(nameof(RestartThenListen))]
        public static async Task<int> RestartThenListen(
            [OrchestrationTrigger] TaskOrchestrationContext context, Restart restart)
        {
            if (!restart.Again)
            {
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                context.ContinueAsNew(restart with { Again = true }, restart.Preserve);
                return 0;
            }

            try
            {
                return await context.WaitForExternalEvent<int>("number", TimeSpan.FromMinutes(1));
            }
            catch (TaskCanceledException)
            {
                return -1;
            }
        }

        [Function(nameof(RestartWithATimerOpen))]
        public static async Task<string> RestartWithATimerOpen(
            [OrchestrationTrigger] TaskOrchestrationContext context, bool again)
        {
            if (again)
            {
                var (one, two) = (
                    await context.WaitForExternalEvent<int>("number"),
                    await context.WaitForExternalEvent<int>("number"));
                return $"{one}, {two} at {context.CurrentUtcDateTime:HH:mm:ss}";
            }

            await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            // an execution ends when its tasks have
            _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            context.ContinueAsNew(true);
            return "";
        }

        [Function(nameof(ListenTwice))]
        public static async Task<string> ListenTwice(
            [OrchestrationTrigger] TaskOrchestrationContext context, bool cancelNewer)
        {
            using var cancel = new CancellationTokenSource();
            var older = context.WaitForExternalEvent<int>("number");
            var newer = context.WaitForExternalEvent<int>("NUMBER", cancel.Token);
            if (cancelNewer)
            {
                cancel.Cancel();
                await older;
                return "older";
            }

            return await Task.WhenAny(older, newer) == newer ? "newer" : "older";
        }

        [Function(nameof(ListenAMinute))]
        public static async Task<string> ListenAMinute([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            try
            {
                var number = await context.WaitForExternalEvent<int>("number", TimeSpan.FromMinutes(1));
                return $"{number} at {context.CurrentUtcDateTime:HH:mm:ss}";
            }
            catch (TaskCanceledException)
            {
                return $"nothing at {context.CurrentUtcDateTime:HH:mm:ss}";
            }
        }

        [Function(nameof(ListenAsTwoTypes))]
        public static async Task ListenAsTwoTypes([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            _ = context.WaitForExternalEvent<int>("number");
            await context.WaitForExternalEvent<string>("number");
        }
    }
}
