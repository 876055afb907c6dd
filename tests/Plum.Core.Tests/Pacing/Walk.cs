using NodaTime;
using Plum.Core.Pacing;

namespace Plum.Core.Tests.Pacing;

/// <summary>An engine without calls: it asks for a plan, does as told, wakes as told and asks again.</summary>
/// <param name="chance">
/// Draws horizons and batch sizes anew for each plan, and events that wake the engine early.
/// </param>
internal sealed class Walk(PlanRequest first, Random chance)
{
    /// <summary>When calls started, and whether each was a retry.</summary>
    public IReadOnlyList<(Instant At, bool Retry)> Starts()
    {
        var starts = new List<(Instant, bool)>();
        var request = first;

        while (Planner.Plan(request) is var plan && plan is Plan.Release or Plan.Sleep)
        {
            if (plan is Plan.Release release)
            {
                starts.AddRange(Starts(release));
                request = After(request, release);
            }

            request = request with
            {
                Now = Woken(request, plan),
                Horizon = first.Horizon * chance.Next(1, 4),
                MaxCalls = chance.Next(1, first.MaxCalls + 1),
            };
        }

        return starts;
    }

    public static IEnumerable<(Instant At, bool Retry)> Starts(Plan.Release release) =>
        from run in release.Runs
        from slot in Enumerable.Range(0, run.Slots.Count)
        select (run.Slots[slot], run.Due);

    public static PlanRequest After(PlanRequest request, Plan.Release release) => request with
    {
        From = release.GivenOutTo,
        Waiting = request.Waiting - release.Runs.Where(run => !run.Due).Sum(run => (long)run.Slots.Count),
        Due = [.. request.Due.Skip(release.Runs.Where(run => run.Due).Sum(run => run.Slots.Count))],
    };

    private Instant Woken(PlanRequest request, Plan plan)
    {
        var due = plan is Plan.Release release ? release.LookAgain : ((Plan.Sleep)plan).Until;
        var early = chance.Next(4) switch
        {
            0 => (due - request.Now) * 0.5, // an event
            1 => Duration.FromSeconds(0.9), // a lead, shorter than any horizon
            _ => Duration.Zero,
        };
        return Instant.Max(request.Now, due - early);
    }
}
