using Microsoft.Azure.Functions.Worker;
using Plum.Standalone.Tests.Host;
using Xunit;

namespace Plum.Standalone.Tests.Triggers;

/// <summary>Timer functions on the virtual clock, which starts at noon.</summary>
public sealed class TimerTriggersTests
{
    [Fact]
    public async Task Timer_FiresAtEachOccurrence_ThatTimePassesStepByStep()
    {
        await using var app = await TestApp.StartAsync(typeof(EveryFive));

        foreach (var minutes in new[] { 4, 5, 9, 10, 15 })
        {
            await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(minutes));
        }

        Assert.Equal(["12:05 at 12:05", "12:10 at 12:10", "12:15 at 12:15"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_FiresOnceAtTheLatestOccurrence_WhenTimeLeapsOverMany()
    {
        await using var app = await TestApp.StartAsync(typeof(EveryFive));

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddDays(30).AddMinutes(7));

        Assert.Equal(["12:05 at 12:05"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_RunsOneAtATime_AndCatchesUpOnce_WhenOneTakesLong()
    {
        await using var app = await TestApp.StartAsync(typeof(EveryFive));
        app.Notes.Act = entry => entry == "12:05"
            ? Task.Delay(TimeSpan.FromMinutes(13), app.Clock)
            : Task.CompletedTask;

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(5));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(20));

        Assert.Equal(["12:05 at 12:18", "12:15 at 12:18 late", "12:20 at 12:20"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_GoesOn_WhenItsFunctionFails()
    {
        await using var app = await TestApp.StartAsync(typeof(EveryFive));
        app.Notes.Act = entry => entry == "12:05" ? throw new InvalidOperationException() : Task.CompletedTask;

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(5));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddMinutes(10));

        Assert.Equal(["12:10 at 12:10"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_RunsAtTheStart_WhenAskedTo()
    {
        await using var app = await TestApp.StartAsync(typeof(AtStart));

        await app.Clock.WhenIdleAsync();

        Assert.Equal(["start"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_TakesItsScheduleFromASetting()
    {
        await using var app = await TestApp.StartAsync(["--Pause=*/40 * * * * *"], typeof(BySetting));

        await app.Clock.AdvanceToAsync(TestApp.Noon.AddSeconds(41));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddSeconds(61));
        await app.Clock.AdvanceToAsync(TestApp.Noon.AddSeconds(101));

        Assert.Equal(["12:00:40", "12:01:00", "12:01:40"], app.Notes.Entries);
    }

    [Fact]
    public async Task Timer_FiresOnTheMachinesClock()
    {
        await using var app = await TestApp.StartAsync(["--virtual-clock=", "--Pause=* * * * * *"], typeof(BySetting));

        while (app.Notes.Entries.Count < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    private sealed class EveryFive(Notes record, TimeProvider time)
    {
        [Function(nameof(EveryFive))]
        public async Task Run([TimerTrigger("0 */5 * * * *")] TimerInfo timer)
        {
            await record.Act($"{timer.ScheduleStatus!.Last:HH:mm}");
            record.Add(
                $"{timer.ScheduleStatus!.Last:HH:mm} at {time.GetUtcNow():HH:mm}{(timer.IsPastDue ? " late" : "")}");
        }
    }

    private sealed class AtStart(Notes record)
    {
        [Function(nameof(AtStart))]
        public void Run([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) =>
            record.Add(timer.IsPastDue ? "late" : "start");
    }

    private sealed class BySetting(Notes record)
    {
        [Function(nameof(BySetting))]
        public void Run([TimerTrigger("%Pause%")] TimerInfo timer) =>
            record.Add($"{timer.ScheduleStatus!.Last:HH:mm:ss}");
    }
}
