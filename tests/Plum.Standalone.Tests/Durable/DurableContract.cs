using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Xunit;

namespace Plum.Standalone.Tests.Durable;

/// <summary>What the app needs of orchestrations. Each storage backend runs all of it.</summary>
public abstract class DurableContract
{
    private readonly Lazy<DurableBench> _bench;

    protected DurableContract() => _bench = new(NewBench);

    private protected DurableBench Bench => _bench.Value;

    private protected abstract DurableBench NewBench();

    [Fact]
    public async Task Activities_GiveTheirResults_InTheOrderTheyAreAwaited()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await host.StartAsync(nameof(Greetings.GreetAll), new[] { "Ada", "Bob" });

        Assert.Equal(["Hello Ada", "Hello Bob"], await host.ResultAsync<List<string>>());
        Assert.Equal(["Ada", "Bob"], Bench.Journal.Lines);
    }

    [Fact]
    public async Task Timer_FiresAtItsInstant()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await host.StartAsync(nameof(Greetings.SleepUntil), DurableBench.Start.AddHours(3));

        Assert.Equal(DurableBench.Start.AddHours(3), await host.ResultAsync<DateTimeOffset>());
    }

    [Fact]
    public async Task Event_WakesTheOrchestration_WhateverItsCase()
    {
        Bench.Clock.Limit = DurableBench.Start;
        await using var host = await Bench.StartAsync(typeof(Greetings));
        await host.StartAsync(nameof(Greetings.Listen));
        await Bench.Clock.WhenIdleAsync();

        await host.Client.RaiseEventAsync("one", "CHANGED", 7);

        Assert.Equal(7, await host.ResultAsync<int>());
    }

    [Fact]
    public async Task Instance_GoesOn_WhenTheProcessStartsAgain()
    {
        Bench.Clock.Limit = DurableBench.Start;
        await using (var first = await Bench.StartAsync(typeof(Greetings)))
        {
            await first.StartAsync(nameof(Greetings.SleepUntil), DurableBench.Start.AddHours(3), "sleeps");
            await first.StartAsync(nameof(Greetings.Listen), id: "listens");
            await Bench.Clock.WhenIdleAsync();
        }

        await using var second = await Bench.StartAsync(typeof(Greetings));
        await second.Client.RaiseEventAsync("listens", "changed", 5);
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(4));

        Assert.Equal(DurableBench.Start.AddHours(3), await second.ResultAsync<DateTimeOffset>("sleeps"));
        Assert.Equal(5, await second.ResultAsync<int>("listens"));
    }

    [Fact]
    public async Task Event_NobodyHasTakenYet_OutlivesTheProcess()
    {
        Bench.Clock.Limit = DurableBench.Start;
        await using (var first = await Bench.StartAsync(typeof(Greetings)))
        {
            await first.Client.ScheduleNewOrchestrationInstanceAsync(
                nameof(Greetings.Listen), null, new StartOrchestrationOptions("one", DurableBench.Start.AddHours(1)));
            await first.Client.RaiseEventAsync("one", "changed", 9);
        }

        await using var second = await Bench.StartAsync(typeof(Greetings));
        await Bench.Clock.AdvanceToAsync(DurableBench.Start.AddHours(1));

        Assert.Equal(9, await second.ResultAsync<int>());
    }

    [Fact]
    public async Task ContinueAsNew_StartsAFreshHistory_WithItsInput()
    {
        await using var host = await Bench.StartAsync(typeof(Greetings));

        await host.StartAsync(nameof(Greetings.CountDown), 5);

        Assert.Equal(0, await host.ResultAsync<int>());
        Assert.Equal(DurableBench.Start.AddMinutes(5), Bench.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Start_IsRefused_WhileTheIdIsNotOver_AndReplacesItAfterwards()
    {
        Bench.Clock.Limit = DurableBench.Start;
        await using var host = await Bench.StartAsync(typeof(Greetings));
        await host.StartAsync(nameof(Greetings.Listen));

        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.StartAsync(nameof(Greetings.Listen)));
        Assert.Contains("already exists", refused.Message, StringComparison.Ordinal);
        await host.Client.RaiseEventAsync("one", "changed", 1);
        Assert.Equal(1, await host.ResultAsync<int>());

        await host.StartAsync(nameof(Greetings.GreetAll), Array.Empty<string>());
        Assert.Empty((await host.ResultAsync<List<string>>())!);
    }

    [Fact]
    public async Task History_LongerThanARow_IsKeptInPages_AndDroppedAtTheEnd()
    {
        Bench.Clock.Limit = DurableBench.Start;
        await using (var first = await Bench.StartAsync(typeof(Greetings)))
        {
            await first.StartAsync(nameof(Greetings.GreetLongNames), 40);
            await Bench.Clock.WhenIdleAsync();
            Assert.True((await first.Engine.FindAsync("one", default))!.History.FullPages > 1);
        }

        await using var second = await Bench.StartAsync(typeof(Greetings));
        await second.Client.RaiseEventAsync("one", "changed", 1);

        Assert.Equal(40 * 5006, await second.ResultAsync<int>());
        var rows = Bench.Tables
            .GetTableClient(Bench.Table)
            .QueryAsync<Azure.Data.Tables.TableEntity>("PartitionKey eq 'one'");
        var keys = new List<string>();
        await foreach (var row in rows)
        {
            keys.Add(row.RowKey);
        }

        Assert.Equal(["instance"], keys);
    }

    public sealed class Greetings(Journal journal)
    {
        [Function(nameof(GreetAll))]
        public static async Task<string[]> GreetAll(
            [OrchestrationTrigger] TaskOrchestrationContext context, string[] names)
        {
            var greetings = new List<string>();
            foreach (var name in names)
            {
                greetings.Add(await context.CallActivityAsync<string>(nameof(Greet), name));
            }

            return [.. greetings];
        }

        [Function(nameof(SleepUntil))]
        public static async Task<DateTimeOffset> SleepUntil(
            [OrchestrationTrigger] TaskOrchestrationContext context, DateTimeOffset instant)
        {
            await context.CreateTimer(instant.UtcDateTime, CancellationToken.None);
            return new DateTimeOffset(context.CurrentUtcDateTime);
        }

        [Function(nameof(Listen))]
        public static Task<int> Listen([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.WaitForExternalEvent<int>("changed");

        [Function(nameof(CountDown))]
        public static async Task<int> CountDown([OrchestrationTrigger] TaskOrchestrationContext context, int left)
        {
            if (left > 0)
            {
                await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
                context.ContinueAsNew(left - 1);
            }

            return left;
        }

        [Function(nameof(GreetLongNames))]
        public static async Task<int> GreetLongNames([OrchestrationTrigger] TaskOrchestrationContext context, int times)
        {
            var length = 0;
            for (var i = 0; i < times; i++)
            {
                length += (await context.CallActivityAsync<string>(nameof(Greet), new string('x', 5000))).Length;
            }

            await context.WaitForExternalEvent<int>("changed");
            return length;
        }

        [Function(nameof(Greet))]
        public Task<string> Greet([ActivityTrigger] string name, CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            journal.Note(name);
            return Task.FromResult($"Hello {name}");
        }
    }
}
