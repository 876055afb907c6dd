using NodaTime;

namespace Plum.Core.Pacing;

/// <summary>
/// Who holds the lines of one scope. Each campaign renews its own claim; together they never hold more than the
/// limit.
/// </summary>
/// <remarks>
/// A campaign is given its share by weight as far as the others leave it: they give up what is above theirs when they
/// renew, a line as soon as its
/// call is over. What others hold counts until their claims run out, and the lines of their calls until those are over.
/// </remarks>
/// <param name="Turn">The turn of who was served last: who comes anew begins there, so that nobody saves up
/// turns.</param>
public sealed record LineBook(IReadOnlyList<LineClaim> Claims, double Turn)
{
    public static readonly LineBook Empty = new([], 0);

    /// <summary>
    /// How long a claim holds unless it is renewed; longer than any stretch that is given out under it.
    /// </summary>
    public static readonly Duration Lease = Duration.FromSeconds(30);

    /// <summary>Less is what sums of fractions leave over.</summary>
    private const double SlowestPerSecond = 1e-5;

    public LineClaim? Find(string campaign) => Claims.FirstOrDefault(claim => claim.Campaign == campaign);

    /// <summary>Whether the campaign was held back when it last asked, and still counts as waiting.</summary>
    public bool Waits(string campaign, Instant now) => Find(campaign) is { Waits: true } claim && claim.Until > now;

    /// <summary>Whether another campaign waits for what this one may hold too much of.</summary>
    public bool OthersWait(string campaign, Instant now)
    {
        var own = Find(campaign)?.Pool;
        return Claims.Any(claim => claim.Campaign != campaign && claim.Waits && claim.Until > now
            && own?.Intersect(claim.Pool).Any() != false);
    }

    private static double SecondsAt(Instant now) => (now - NodaConstants.UnixEpoch).TotalSeconds;

    // Likewise where each of several caller ids has the limit, and a campaign divides its calls among its own of them.
    private static LineOffer Offer(
        LineLimit limit, LineDemand demand, string[] own, double since, List<LineClaim> others, List<LineClaim> asking,
        Instant now)
    {
        var more = long.MaxValue;
        if (limit.CallsAtOnce is { } lines)
        {
            var shares = PoolShare.Whole(
                Left(lines, others.Except(asking), claim => claim.LinesHeld(now)),
                Pools(demand.Wants, claim => claim.Wants));
            var left = Left(lines, others, claim => claim.LinesHeld(now));
            var whole = (long)Math.Floor((own.Min(callerId => left[callerId]) * own.Length) + SlowestPerSecond);
            more = Math.Max(0, Math.Min(shares[0], whole) - demand.Use.Used);
        }

        var rate = double.PositiveInfinity;
        if (limit.CallsPerSecond is { } perSecond)
        {
            var shares = PoolShare.Of(
                Left(perSecond, [], _ => 0), Pools(demand.PerSecond, claim => claim.WantsPerSecond));
            var left = Left(perSecond, others, claim => claim.PerSecondHeld(now));
            rate = Math.Min(shares[0], own.Min(callerId => left[callerId]) * own.Length);
            rate = rate < SlowestPerSecond ? 0 : rate;
        }

        return new(more, rate, since);

        List<PoolClaimant> Pools(double wants, Func<LineClaim, double> othersWant) =>
        [
            new(new(wants, demand.Use.Weight, Turn(since, demand.Use.Weight)), own),
            .. asking.Select(claim => new PoolClaimant(
                new(othersWant(claim), claim.Weight, Turn(claim.Turn, claim.Weight)), claim.Pool)),
        ];

        // Counts of calls would not do: one caller id may have had a hundred times as many as the other.
        double Turn(double from, int weight) => (from - SecondsAt(now)) * weight;

        Dictionary<string, double> Left(double each, IEnumerable<LineClaim> holders, Func<LineClaim, double> held)
        {
            var left = others.SelectMany(claim => claim.Pool).Concat(own).Distinct().ToDictionary(id => id, _ => each);
            foreach (var holder in holders)
            {
                foreach (var callerId in holder.Pool)
                {
                    left[callerId] -= held(holder) / holder.Pool.Length;
                }
            }

            return left;
        }
    }

    /// <summary>What a campaign may have just now.</summary>
    /// <param name="callerIds">Where each of several has the limit: the campaign's, with commas between them.</param>
    public LineOffer Offer(LineLimit limit, LineDemand demand, Instant now, string? callerIds = null)
    {
        List<LineClaim> others = [.. Claims.Where(claim => claim.Campaign != demand.Campaign)];
        List<LineClaim> asking = [.. others.Where(claim => claim.Until > now)];
        var waits = Waits(demand.Campaign, now);
        var turn = waits ? Find(demand.Campaign)!.Turn : Math.Max(Find(demand.Campaign)?.Turn ?? 0, Turn);
        if (callerIds is not null)
        {
            var since = waits ? Find(demand.Campaign)!.Turn : SecondsAt(now);
            return Offer(limit, demand, callerIds.Split(','), since, others, asking, now);
        }

        var more = long.MaxValue;
        if (limit.CallsAtOnce is { } lines)
        {
            var shares = FairShare.Whole(
                lines - others.Except(asking).Sum(claim => claim.LinesHeld(now)),
                [
                    new(demand.Wants, demand.Use.Weight, turn),
                    .. asking.Select(claim => new Claimant(claim.Wants, claim.Weight, claim.Turn)),
                ]);
            var left = lines - others.Sum(claim => claim.LinesHeld(now));
            more = Math.Max(0, Math.Min(shares[0], left) - demand.Use.Used);
        }

        var rate = double.PositiveInfinity;
        if (limit.CallsPerSecond is { } perSecond)
        {
            var shares = FairShare.Of(
                perSecond,
                [
                    new(demand.PerSecond, demand.Use.Weight),
                    .. asking.Select(claim => new Claimant(claim.WantsPerSecond, claim.Weight)),
                ]);
            rate = Math.Min(shares[0], perSecond - others.Sum(claim => claim.PerSecondHeld(now)));
            rate = rate < SlowestPerSecond ? 0 : rate;
        }

        return new(more, rate, turn);
    }

    /// <summary>The book with what a campaign takes of what it was offered.</summary>
    /// <param name="granted">What is left of the demand in all scopes.</param>
    /// <param name="started">How many calls it gives out now.</param>
    /// <param name="heldBack">How many it would give out without this limit.</param>
    internal LineBook With(
        LineDemand demand, LineOffer offer, LineDemand granted, long started, long heldBack, Instant now,
        string? callerIds = null)
    {
        var use = demand.Use;
        var former = Find(use.Campaign)?.PerSecondHeld(now) ?? 0;
        var claim = new LineClaim(
            use.Campaign,
            use.Weight,
            use.Used + started,
            Instant.Max(use.UsedUntil, now + Lease),
            demand.Wants,
            use.Used + granted.More,
            demand.PerSecond,
            granted.PerSecond,
            former > granted.PerSecond && use.GivenOutTo > now ? former : 0,
            use.GivenOutTo,
            now + Lease,
            callerIds is null ? offer.Turn + ((double)started / use.Weight) : started > 0 ? SecondsAt(now) : offer.Turn,
            heldBack > 0 || demand.KeepsClaim,
            heldBack,
            callerIds);
        var others = Claims.Where(other => other.Campaign != use.Campaign && !other.IsOver(now));
        return new(
            claim.IsEmpty ? [.. others] : [.. others, claim],
            started > 0 ? Math.Max(Turn, offer.Turn) : Turn);
    }
}

/// <summary>What a campaign holds of a scope, and what it wants.</summary>
/// <param name="Campaign">Its partition.</param>
/// <param name="Used">Lines of calls that go on or have been given out.</param>
/// <param name="UsedUntil">When those are over, also if nobody renews the claim.</param>
/// <param name="Wants">Lines it could use, those in use included.</param>
/// <param name="Lines">Lines it may use until the claim runs out.</param>
/// <param name="WantsPerSecond">Calls a second that it could start.</param>
/// <param name="PerSecond">Calls a second that it may start.</param>
/// <param name="FormerPerSecond">What has been given out up to <paramref name="FormerUntil"/> may start as fast as
/// this.</param>
/// <param name="Until">When the claim runs out.</param>
/// <param name="Turn">
/// Calls it has started in proportion to its weight; in a scope of caller ids since when it has not had a line, in unix
/// seconds.
/// </param>
/// <param name="Waits">It was held back and has not had a line since.</param>
/// <param name="HeldBack">How many calls were held back when it last asked.</param>
/// <param name="CallerIds">
/// The caller ids among which it divides its calls, with commas between them; null elsewhere.
/// </param>
public sealed record LineClaim(
    string Campaign, int Weight, long Used, Instant UsedUntil, long Wants, long Lines, double WantsPerSecond,
    double PerSecond, double FormerPerSecond, Instant FormerUntil, Instant Until, double Turn, bool Waits,
    long HeldBack, string? CallerIds = null)
{
    /// <summary>Whether it says anything that the claim before it does not, or that one runs out soon.</summary>
    public bool Tells(LineClaim? before, Instant now) =>
        before is null
        || before.Until < now + (LineBook.Lease / 2)
        || this != before with { Until = Until, UsedUntil = UsedUntil, FormerUntil = FormerUntil };

    /// <summary>Nothing would be lost without it.</summary>
    internal bool IsEmpty => Used == 0 && Wants == 0 && FormerPerSecond == 0;

    /// <summary>
    /// What its calls use an equal part of each of; in a scope without caller ids the same of all claims.
    /// </summary>
    internal string[] Pool => CallerIds is null ? [""] : CallerIds.Split(',');

    internal bool IsOver(Instant now) => LinesHeld(now) == 0 && Until <= now;

    internal long LinesHeld(Instant now) => now < Until ? Math.Max(Lines, Used) : now < UsedUntil ? Used : 0;

    internal double PerSecondHeld(Instant now) =>
        now < Until ? Math.Max(PerSecond, now < FormerUntil ? FormerPerSecond : 0) : 0;
}

/// <summary>The lines a campaign has in use.</summary>
/// <param name="Campaign">Its partition.</param>
/// <param name="Used">Lines of calls that go on or have been given out.</param>
/// <param name="UsedUntil">When those are over at the latest.</param>
/// <param name="GivenOutTo">The last slot given out.</param>
public sealed record LineUse(string Campaign, int Weight, long Used, Instant UsedUntil, Instant GivenOutTo);

/// <summary>What a campaign asks for.</summary>
/// <param name="Calls">How many calls it would give out now.</param>
/// <param name="KeepsClaim">It has none to give out just now, was held back, and wants a line for the next one.</param>
/// <param name="PerSecond">How fast they would start.</param>
public sealed record LineDemand(LineUse Use, long Calls, bool KeepsClaim, double PerSecond)
{
    public string Campaign => Use.Campaign;

    /// <summary>Lines beside those in use.</summary>
    public long More => Math.Max(Calls, KeepsClaim ? 1 : 0);

    public long Wants => Use.Used + More;

    /// <summary>What is left of it where no more is offered.</summary>
    public LineDemand Within(LineOffer offer) => new(
        Use,
        offer.PerSecond > 0 ? Math.Min(Calls, offer.More) : 0,
        KeepsClaim && offer.More > 0,
        Math.Min(PerSecond, offer.PerSecond));
}

/// <summary>What a campaign may have.</summary>
/// <param name="More">Lines beside those in use.</param>
/// <param name="PerSecond">Calls a second.</param>
/// <param name="Turn">The campaign's, to be handed back.</param>
public readonly record struct LineOffer(long More, double PerSecond, double Turn)
{
    /// <summary>Whether it is less than was asked for.</summary>
    internal bool CutsShort(LineDemand demand) => More < demand.Calls || PerSecond < demand.PerSecond * (1 - 1e-9);
}
