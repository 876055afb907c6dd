using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// Decides what a campaign does next. It reads no clock and no storage: the same request has the same plan.
/// </summary>
public static class Planner
{
    /// <summary>
    /// How late a slot may be and still be used while its window is open: who wakes a moment late loses none.
    /// </summary>
    /// <remarks>Slots missed by more are gone for good; they are never made up for by a burst.</remarks>
    public static readonly Duration Lateness = Duration.FromSeconds(5);

    /// <summary>
    /// When the period of a slot is over, at the latest with its window: a call that is late may not start from then
    /// on.
    /// </summary>
    public static Instant PeriodEnd(Calendar calendar, Instant anchor, double callsPerSecond, Instant slot) =>
        new Sessions(calendar, anchor, callsPerSecond).PeriodEnd(slot);

    public static Plan Plan(PlanRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.MaxCalls, 1);
        var end = request.Calendar.End;

        if (request.Now >= end)
        {
            return new Plan.Finished(request.Waiting + request.Due.Count, Reason.Of(Because.PastEndDate));
        }

        if (request.Waiting == 0 && request.Due.Count == 0)
        {
            return new Plan.Wait(end, Reason.Of(request.Outstanding ? Because.CallsInFlight : Because.NoCallsWaiting));
        }

        var filling = new Filling(request);

        if (filling.Next() is not { } first)
        {
            return new Plan.Wait(end, Reason.Of(Because.NoWindowLeft));
        }

        var reason = filling.WhyNotBefore(first);

        if (first >= request.Now + request.Horizon)
        {
            return new Plan.Sleep(first, reason);
        }

        var runs = filling.Fill();
        var lookAgain = filling.Next() is { } next ? Instant.Max(request.Now, next - (request.Horizon / 2)) : end;
        return new Plan.Release(runs, filling.From, lookAgain, reason);
    }
}
