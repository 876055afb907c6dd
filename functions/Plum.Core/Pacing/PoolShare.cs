namespace Plum.Core.Pacing;

/// <summary>
/// Divides what several caller ids have among pools of them, as <see cref="FairShare"/> divides one limit. A pool uses
/// an equal part of each of its caller ids, so it has no more than the busiest of them allows, and what that keeps from
/// it the others get.
/// </summary>
internal static class PoolShare
{
    private const double Rounding = 1e-9;

    /// <param name="left">What each caller id has.</param>
    public static double[] Of(IReadOnlyDictionary<string, double> left, IReadOnlyList<PoolClaimant> pools)
    {
        var rest = new Dictionary<string, double>(left);
        var shares = new double[pools.Count];
        var growing = Enumerable.Range(0, shares.Length).ToList();
        for (var round = 0; growing.Count > 0 && round < pools.Count; round++)
        {
            // All grow by their weights until one at least has what it wants, or a caller id has nothing left.
            var speeds = growing
                .SelectMany(i => pools[i].CallerIds, (i, callerId) => (callerId, Speed: pools[i].Speed))
                .GroupBy(part => part.callerId, (callerId, parts) => (callerId, Speed: parts.Sum(part => part.Speed)))
                .ToList();
            var time = Math.Max(0, Math.Min(
                speeds.Min(part => rest[part.callerId] / part.Speed),
                growing.Min(i => (pools[i].Claimant.Wants - shares[i]) / pools[i].Claimant.Weight)));
            growing.ForEach(i => shares[i] += time * pools[i].Claimant.Weight);
            speeds.ForEach(part => rest[part.callerId] -= time * part.Speed);
            growing.RemoveAll(i => shares[i] >= pools[i].Claimant.Wants - Rounding
                || pools[i].CallerIds.Any(callerId => rest[callerId] <= Rounding));
        }

        return shares;
    }

    /// <summary>The same in whole lines: those that cannot be divided go to whose turn is earliest.</summary>
    public static long[] Whole(IReadOnlyDictionary<string, double> left, IReadOnlyList<PoolClaimant> pools)
    {
        var whole = Array.ConvertAll(Of(left, pools), share => (long)Math.Floor(share + Rounding));
        var rest = new Dictionary<string, double>(left);
        for (var i = 0; i < whole.Length; i++)
        {
            Take(i, whole[i]);
        }

        foreach (var i in Enumerable.Range(0, whole.Length).OrderBy(i => pools[i].Claimant.Turn))
        {
            var part = 1.0 / pools[i].CallerIds.Length;
            if (whole[i] < pools[i].Claimant.Wants && pools[i].CallerIds.All(id => rest[id] >= part - Rounding))
            {
                whole[i]++;
                Take(i, 1);
            }
        }

        return whole;

        void Take(int i, long lines)
        {
            foreach (var callerId in pools[i].CallerIds)
            {
                rest[callerId] -= (double)lines / pools[i].CallerIds.Length;
            }
        }
    }
}

/// <summary>Somebody whose calls show several caller ids in turn.</summary>
internal readonly record struct PoolClaimant(Claimant Claimant, string[] CallerIds)
{
    /// <summary>How much of each of them it uses as it grows.</summary>
    public double Speed => (double)Claimant.Weight / CallerIds.Length;
}
