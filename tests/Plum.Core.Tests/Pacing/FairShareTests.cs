using FsCheck;
using FsCheck.Fluent;
using Plum.Core.Pacing;
using Xunit;

namespace Plum.Core.Tests.Pacing;

/// <summary>What is limited is divided by weight, none of it wasted and nobody passed over.</summary>
public sealed class FairShareTests
{
    [Fact]
    public void Shares_AddUpToTheLimitOrToWhatIsWanted() => Holds((limit, claimants, shares, whole) =>
        Math.Abs(shares.Sum() - Math.Min(limit, claimants.Sum(claimant => claimant.Wants))) < 1e-6
        && whole.Sum() == Math.Min(limit, (long)claimants.Sum(claimant => claimant.Wants)));

    [Fact]
    public void Nobody_GetsMoreThanHeWants() => Holds((_, claimants, shares, whole) =>
        claimants.Zip(shares, (claimant, share) => share <= claimant.Wants + 1e-9).All(fits => fits)
        && claimants.Zip(whole, (claimant, share) => share <= claimant.Wants).All(fits => fits));

    [Fact]
    public void Everybody_GetsWhatHeWantsOrHisShareByWeight() => Holds((limit, claimants, shares, whole) =>
    {
        var weight = claimants.Sum(claimant => claimant.Weight);
        return claimants
            .Select((claimant, i) => (Least: Math.Min(claimant.Wants, (double)limit * claimant.Weight / weight), i))
            .All(one => shares[one.i] >= one.Least - 1e-6 && whole[one.i] >= Math.Floor(one.Least - 1e-6));
    });

    [Fact]
    public void WhatCannotBeDivided_GoesToWhoseTurnIsEarliest() =>
        Assert.Equal([0, 1, 1], FairShare.Whole(2, [new(5, 1, 7), new(5, 1, 3), new(5, 1, 6)]));

    [Fact]
    public void WhatOneLeaves_TheOthersGetByWeight() =>
        Assert.Equal([2, 6, 2], FairShare.Whole(10, [new(9, 1), new(9, 3), new(2, 6)]));

    private static void Holds(Func<int, Claimant[], double[], long[], bool> property) =>
        Prop.ForAll(
            Cases.ToArbitrary(),
            one => property(
                one.Limit,
                one.Claimants,
                FairShare.Of(one.Limit, one.Claimants),
                FairShare.Whole(one.Limit, one.Claimants)))
        .QuickCheckThrowOnFailure();

    private static Gen<(int Limit, Claimant[] Claimants)> Cases =>
        from limit in Gen.Choose(0, 60)
        from claimants in (from wants in Gen.Choose(0, 40)
                           from weight in Gen.Choose(1, 100)
                           from turn in Gen.Choose(0, 9)
                           select new Claimant(wants, weight, turn)).NonEmptyListOf()
        select (limit, claimants.ToArray());
}
