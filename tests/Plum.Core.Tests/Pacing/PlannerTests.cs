using NodaTime;
using Plum.Core.Pacing;
using Plum.Core.Schedules;
using Xunit;

namespace Plum.Core.Tests.Pacing;

public sealed class PlannerTests
{
    [Fact]
    public void Plan_SleepsUntilTheFirstWindow_WhenTheCampaignIsArmedBeforeItsDates()
    {
        var plan = Assert.IsType<Plan.Sleep>(Planner.Plan(Some.Request));

        Assert.Equal(Some.At(2022, 1, 3, 8, 0), plan.Until);
        Assert.Equal(new(Because.WindowClosed, plan.Until, "window opens Mon 3 Jan 2022 08:00"), plan.Reason);
    }

    [Fact]
    public void Plan_ReleasesTheSlotsUpToTheHorizon()
    {
        var plan =
            Assert.IsType<Plan.Release>(Planner.Plan(Some.OnMonday(8, 0, 1) with { From = Some.At(2022, 1, 3, 8, 0) }));

        // 100 calls in 30 minutes are 18 seconds apart; the first slot is a second late, the one at 08:01:12 too far
        // ahead.
        Assert.Equal(["08:00:00", "08:00:18", "08:00:36", "08:00:54"], Times(plan));
        Assert.Equal(Some.At(2022, 1, 3, 8, 0, 54) + Duration.FromTicks(1), plan.GivenOutTo);
        Assert.Equal(Some.At(2022, 1, 3, 8, 0, 42), plan.LookAgain);
        Assert.Equal("next call 08:00", plan.Reason.Text);
    }

    [Fact]
    public void Plan_LooksAgainAtOnce_WhenTheBatchIsFull()
    {
        var request = Some.OnMonday(8, 0) with { MaxCalls = 2 };
        var plan = Assert.IsType<Plan.Release>(Planner.Plan(request));

        Assert.Equal(["08:00:00", "08:00:18"], Times(plan));
        Assert.Equal(request.Now + Duration.FromSeconds(6), plan.LookAgain);
        Assert.Equal(request.Now, Assert.IsType<Plan.Release>(Planner.Plan(request with { MaxCalls = 1 })).LookAgain);
    }

    [Fact]
    public void Plan_LooksAgainAtTheEnd_WhenNoCallIsLeft()
    {
        var plan = Assert.IsType<Plan.Release>(Planner.Plan(Some.OnMonday(8, 0) with { Waiting = 2 }));

        Assert.Equal(["08:00:00", "08:00:18"], Times(plan));
        Assert.Equal(Some.Calendar.End, plan.LookAgain);
    }

    [Fact]
    public void Plan_Rests_BetweenTwoPeriods()
    {
        var plan = Assert.IsType<Plan.Sleep>(Planner.Plan(Some.OnMonday(8, 30)));

        Assert.Equal(new(Because.Resting, Some.At(2022, 1, 3, 8, 40), "resting until 08:40"), plan.Reason);
    }

    [Fact]
    public void Plan_SaysWhatHoldsTheFirstCall_WhenItIsGivenOutAhead()
    {
        var plan =
            Assert.IsType<Plan.Release>(Planner.Plan(Some.OnMonday(8, 31) with { Horizon = Duration.FromDays(1) }));

        Assert.Equal("resting until 08:40", plan.Reason.Text);
    }

    [Theory]
    [InlineData(8, 1, Because.NextCall, "next call 08:04:17")]
    [InlineData(8, 28, Because.NextCall, "next call 08:30")] // of the next period, which follows without a rest
    // still open, but without a slot left
    [InlineData(10, 58, Because.WindowClosed, "window opens Wed 5 Jan 2022 08:00")]
    public void Plan_SleepsUntilTheNextSlot_WhenThePaceIsSlow(int hour, int minute, Because because, string text)
    {
        var slow = Some.Calendar with { Windows = [new(new(8, 0), new(11, 0), new(30, 7, 0))] };
        var plan = Assert.IsType<Plan.Sleep>(Planner.Plan(Some.OnMonday(hour, minute) with { Calendar = slow }));

        Assert.Equal((because, text), (plan.Reason.Because, plan.Reason.Text));
    }

    [Fact]
    public void Plan_LosesTheSlotsOfAnOutage_AndNeverMakesUpForThem()
    {
        var request = Some.OnMonday(8, 20, 1) with { From = Some.At(2022, 1, 3, 8, 0) };

        Assert.Equal(
            ["08:20:06", "08:20:24", "08:20:42", "08:21:00"],
            Times(Assert.IsType<Plan.Release>(Planner.Plan(request))));
    }

    [Theory]
    [InlineData(10, 59, 59, "next call 10:59:58")]
    [InlineData(11, 0, 1, "window opens Wed 5 Jan 2022 08:00")] // 3 seconds late, but the window has closed
    public void Plan_GivesOutALateSlot_OnlyWhileItsWindowIsOpen(int hour, int minute, int second, string reason)
    {
        // Every two seconds: the last slot of the morning is 10:59:58.
        var calendar = Some.Calendar with { Windows = [new(new(8, 0), new(11, 0), new(30, 900, 0))] };
        var request =
            Some.OnMonday(hour, minute, second) with { Calendar = calendar, From = Some.At(2022, 1, 3, 10, 59, 57) };

        Assert.Equal(reason, Planner.Plan(request).Reason.Text);
    }

    [Fact]
    public void Plan_GivesOutNoSlotBeforeFrom_NotEvenByLessThanATick()
    {
        var from = Some.At(2022, 1, 3, 8, 0, 18) + Duration.FromNanoseconds(1);
        var plan = Assert.IsType<Plan.Release>(Planner.Plan(Some.OnMonday(8, 0) with { From = from }));

        Assert.Equal(["08:00:36", "08:00:54"], Times(plan));
    }

    [Fact]
    public void Plan_BeginsAFreshPeriod_WhenTheCampaignIsStartedInAnOpenWindow()
    {
        var start = Some.At(2022, 1, 3, 8, 35, 7); // the window's own grid rests at that time
        var plan =
            Assert.IsType<Plan.Release>(Planner.Plan(Some.Request with { Anchor = start, Now = start, From = start }));

        Assert.Equal(["08:35:07", "08:35:25", "08:35:43", "08:36:01"], Times(plan));
    }

    [Fact]
    public void Plan_PlacesARetryInTheFirstSlotAfterItIsDue_AheadOfFreshCalls()
    {
        var request = Some.OnMonday(8, 0) with { Due = [Some.At(2022, 1, 3, 8, 0, 30), Some.At(2022, 1, 3, 9, 0)] };
        var plan = Assert.IsType<Plan.Release>(Planner.Plan(request));

        Assert.Equal(
            ["fresh 2", "retry 1", "fresh 1"],
            plan.Runs.Select(run => $"{(run.Due ? "retry" : "fresh")} {run.Slots.Count}"));
        Assert.Equal("08:00:36", Times(plan)[2]);
    }

    [Fact]
    public void Plan_SleepsUntilTheSlotAfterTheRetryIsDue_WhenNothingElseIsLeft()
    {
        var plan = Planner.Plan(
            Some.OnMonday(8, 0) with { Waiting = 0, Due = [Some.At(2022, 1, 3, 8, 20)], Outstanding = true });

        Assert.IsType<Plan.Sleep>(plan);
        Assert.Equal(new(Because.NotDue, Some.At(2022, 1, 3, 8, 20, 6), "next call due 08:20:06"), plan.Reason);
    }

    [Theory]
    [InlineData(false, Because.NoCallsWaiting)]
    [InlineData(true, Because.CallsInFlight)]
    public void Plan_WaitsForTheEndOfTheDates_WhenTheListIsDone(bool outstanding, Because because)
    {
        var plan =
            Assert.IsType<Plan.Wait>(Planner.Plan(Some.OnMonday(8, 0) with { Waiting = 0, Outstanding = outstanding }));

        Assert.Equal((Some.At(2022, 1, 6, 0, 0), because), (plan.Until, plan.Reason.Because));
    }

    [Fact]
    public void Plan_WaitsForTheEndOfTheDates_WhenTheLastWindowHasClosed()
    {
        var now = Some.At(2022, 1, 5, 11, 0);
        var plan = Assert.IsType<Plan.Wait>(Planner.Plan(Some.Request with { Now = now, From = now }));

        Assert.Equal("no window left before the end date", plan.Reason.Text);
    }

    [Fact]
    public void Plan_IsFinished_WhenTheLastDayIsOver()
    {
        var now = Some.At(2022, 1, 6, 0, 0);
        var plan = Planner.Plan(Some.Request with { Now = now, From = now, Waiting = 266, Due = [now] });

        Assert.Equal(new Plan.Finished(267, new(Because.PastEndDate, null, "past end date")), plan);
    }

    [Fact]
    public void Plan_WaitsForTheEnd_WhenTheDatesHoldNoneOfTheWeekdays()
    {
        var calendar = Some.Calendar with { Days = Weekdays.Thu };

        var plan = Assert.IsType<Plan.Wait>(Planner.Plan(Some.Request with { Calendar = calendar }));
        Assert.Equal(Because.NoWindowLeft, plan.Reason.Because);
    }

    private static List<string> Times(Plan.Release plan) =>
        [.. Walk.Starts(plan).Select(start => Core.Times.Eastern.WallClock(start.At).ToString("HH:mm:ss", null))];

    [Fact]
    public void SlotsOfAPeriodThatIsOver_AreGone_ForTheirCallsMayNotStartInTheNext()
    {
        var now = Some.At(2022, 1, 3, 9, 0);
        var dense = Some.Day(new(2022, 1, 3), new(8, 0), new(11, 0), new(1, 600, 0));
        var request = Some.Request with { Calendar = dense, Now = now, From = now - Duration.FromMinutes(1) };

        Assert.Equal(now, Assert.IsType<Plan.Release>(Planner.Plan(request)).Runs[0].Slots.Begin);
        Assert.Equal(now, Assert.IsType<Plan.Release>(
            Planner.Plan(request with { Now = now + Duration.FromSeconds(3) })).Runs[0].Slots.Begin);
    }
}
