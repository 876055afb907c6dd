namespace Plum.Core.Pacing;

/// <summary>
/// Divides what is limited among those who want it: each gets what it wants or its share by weight, and what one
/// leaves the others get.
/// </summary>
public static class FairShare
{
    private const double Rounding = 1e-9;

    /// <summary>Shares that add up to the limit, or to what is wanted if that is less (weighted max-min).</summary>
    public static double[] Of(double limit, IReadOnlyList<Claimant> claimants)
    {
        var shares = new double[claimants.Count];
        var (left, weight) = (Math.Max(0, limit), claimants.Sum(claimant => (double)claimant.Weight));
        foreach (var i in Enumerable.Range(0, shares.Length).OrderBy(i => claimants[i].Wants / claimants[i].Weight))
        {
            shares[i] = Math.Min(claimants[i].Wants, left * claimants[i].Weight / weight);
            left -= shares[i];
            weight -= claimants[i].Weight;
        }

        return shares;
    }

    /// <summary>The same in whole lines: those that cannot be divided go to whose turn is earliest.</summary>
    public static long[] Whole(long limit, IReadOnlyList<Claimant> claimants)
    {
        var shares = Of(limit, claimants);
        var whole = Array.ConvertAll(shares, share => (long)Math.Floor(share + Rounding));
        var left = (long)Math.Floor(shares.Sum() + Rounding) - whole.Sum();
        var wanting = Enumerable.Range(0, whole.Length).Where(i => whole[i] < claimants[i].Wants).ToList();
        foreach (var i in wanting.OrderBy(i => claimants[i].Turn).Take((int)left))
        {
            whole[i]++;
        }

        return whole;
    }
}

/// <summary>Somebody who wants a part of what is limited.</summary>
/// <param name="Turn">How much it has had in proportion to its weight: the lower, the sooner it is its turn.</param>
public readonly record struct Claimant(double Wants, int Weight, double Turn = 0);
