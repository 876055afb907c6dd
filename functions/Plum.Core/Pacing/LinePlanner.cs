using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// Plans a campaign whose calls share limited lines with those of others. Like <see cref="Planner"/> it reads no
/// clock and no storage.
/// </summary>
public static class LinePlanner
{
    /// <summary>
    /// How far ahead calls are given out: a line that is given out is in use, and the others are to have it soon.
    /// </summary>
    public static readonly Duration Horizon = Duration.FromSeconds(6);

    /// <summary>Nobody tells when a line comes free: who waits looks so often.</summary>
    private static readonly Duration Breath = Duration.FromMilliseconds(1_500);

    /// <summary>Who holds lines that others wait for looks so often whether it may keep them.</summary>
    private static readonly Duration Neighborly = Duration.FromSeconds(3);

    /// <summary>
    /// Who was held back keeps a line for its next call if that comes so soon: a slow pace would never meet a line
    /// that is free.
    /// </summary>
    private static readonly Duration Patience = Duration.FromMinutes(5);

    /// <summary>
    /// How late the one slot may be that a campaign uses when it has waited for a line; those before it are gone.
    /// </summary>
    private static readonly Duration Lateness = Duration.FromSeconds(3);

    /// <param name="mayRelease">False when no call is to start just now, whatever the pace says.</param>
    /// <param name="scopes">The limits and who holds what of them, the narrowest scope first.</param>
    public static LinePlan Plan(PlanRequest request, LineUse use, bool mayRelease, IReadOnlyList<LineScope> scopes)
    {
        var now = request.Now;
        var waits = scopes.Any(scope => scope.Book.Waits(use.Campaign, now));
        var plan = Planner.Plan(request);
        if (waits && plan is Plan.Release { Runs: [var next, ..] })
        {
            var earliest = now - Duration.Min(Lateness, next.Slots.Spacing);
            request = request with { From = Instant.Max(request.From, earliest) };
            plan = Planner.Plan(request);
        }

        var demand = mayRelease ? Demand(use, plan, waits, now) : new(use, 0, KeepsClaim: false, 0);
        var (asked, offers, granted) = (new List<LineDemand>(), new List<LineOffer>(), demand);
        foreach (var scope in scopes)
        {
            asked.Add(granted);
            offers.Add(scope.Book.Offer(scope.Limit, granted, now, scope.CallerIds));
            granted = granted.Within(offers[^1]);
        }

        var started = 0L;
        if (demand.Calls > 0)
        {
            var spacing = scopes.Any(scope => scope.Limit.CallsPerSecond is not null) && granted.PerSecond > 0
                ? Duration.FromSeconds(1 / granted.PerSecond)
                : Duration.Zero;
            var most = (int)Math.Min(request.MaxCalls, granted.Calls);
            plan = most == 0
                ? new Plan.Hold(now + Breath)
                : Planner.Plan(request with { MaxCalls = most, Spacing = spacing });
            started = Count(plan);
            plan = plan is Plan.Release release && granted.Calls < demand.Calls
                ? release with { LookAgain = Instant.Max(release.LookAgain, now + Breath) }
                : plan;
        }

        var heldBack = demand.Calls - started;
        var books = scopes
            .Select((scope, i) => (scope.Book, scope.CallerIds, Asked: asked[i], Offer: offers[i]))
            .Select(one => one.Book.With(
                one.Asked, one.Offer, granted, started, one.Offer.CutsShort(one.Asked) ? heldBack : 0, now,
                one.CallerIds))
            .ToList();
        return new(plan, books, LookBy(use.Campaign, books, now));
    }

    private static LineDemand Demand(LineUse use, Plan plan, bool waits, Instant now)
    {
        if (plan is Plan.Release { Runs: var runs })
        {
            var seconds = Math.Max(1, (runs[^1].Slots.Last - runs[0].Slots.Begin).TotalSeconds);
            return new(use, Count(plan), KeepsClaim: false, Count(plan) / seconds);
        }

        var keeps = waits && plan is Plan.Sleep { Until: var until } && until <= now + Patience;
        return new(use, 0, keeps, keeps ? 1 : 0);
    }

    private static long Count(Plan plan) =>
        plan is Plan.Release release ? release.Runs.Sum(run => (long)run.Slots.Count) : 0;

    private static Instant? LookBy(string campaign, List<LineBook> books, Instant now)
    {
        List<LineClaim> claims = [.. books.Select(book => book.Find(campaign)).OfType<LineClaim>()];
        var soon = claims.Any(claim => claim.Waits && claim.Lines <= claim.Used)
            || books.Any(book => book.OthersWait(campaign, now));
        return claims.Count == 0 ? null : now + (soon ? Neighborly : LineBook.Lease / 2);
    }
}

/// <summary>A limit, and who holds what of it.</summary>
/// <param name="CallerIds">
/// Where each of several caller ids has the limit: those among which the campaign divides its calls, with commas
/// between them.
/// </param>
public sealed record LineScope(LineLimit Limit, LineBook Book, string? CallerIds = null);

/// <summary>What a campaign does next within the limits.</summary>
/// <param name="Books">The scopes' books as they are to be, in their order.</param>
/// <param name="LookBy">When to renew its claims at the latest, or null when it has none.</param>
public sealed record LinePlan(Plan Plan, IReadOnlyList<LineBook> Books, Instant? LookBy);
