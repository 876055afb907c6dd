using FsCheck;
using FsCheck.Fluent;
using Plum.Core.Calls;
using Xunit;

namespace Plum.Core.Tests.Calls;

public sealed class PositionRangesTests
{
    private static readonly Arbitrary<long[]> Positions =
        Gen.Choose(0, 60).Select(position => (long)position).ArrayOf().ToArbitrary();

    [Fact]
    public void Of_HoldsExactlyThePositionsGiven() =>
        Prop.ForAll(
            Positions, positions => All(PositionRanges.Of(positions)).SequenceEqual(positions.Distinct().Order()))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Union_AndExcept_AreThoseOfSets() =>
        Prop.ForAll(Positions, Positions, (left, right) =>
            All(PositionRanges.Of(left).Union(PositionRanges.Of(right))).SequenceEqual(left.Union(right).Order())
            && All(PositionRanges.Of(left).Except(PositionRanges.Of(right))).SequenceEqual(left.Except(right).Order()))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Take_GivesTheFirst_AndLeavesTheOthers() =>
        Prop.ForAll(Positions, Gen.Choose(0, 70).ToArbitrary(), (positions, count) =>
        {
            var (taken, left) = PositionRanges.Of(positions).Take(count);
            return All(taken).Concat(All(left)).SequenceEqual(positions.Distinct().Order())
                && taken.Count == Math.Min(count, positions.Distinct().Count());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bridged_FillsShortGaps_AndNoOthers() =>
        Prop.ForAll(Positions, Gen.Choose(0, 5).ToArbitrary(), (positions, gap) =>
        {
            var bridged = All(PositionRanges.Of(positions).Bridged(gap)).ToHashSet();
            var sorted = positions.Distinct().Order().ToList();
            return bridged.IsSupersetOf(positions)
                && sorted
                    .Zip(sorted.Skip(1))
                    .All(pair => bridged.Contains(pair.First + 1) == (pair.Second - pair.First - 1 <= gap))
                && bridged.All(position => position >= sorted[0] && position <= sorted[^1]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_ReadsWhatToStringWrote() =>
        Prop.ForAll(Positions, positions =>
            All(PositionRanges.Parse(PositionRanges.Of(positions).ToString())).SequenceEqual(
                positions.Distinct().Order()))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Ranges_NeitherTouchNorOverlap() =>
        Prop.ForAll(Positions, Positions, (left, right) =>
        {
            var ranges = PositionRanges.Of(left).Union(PositionRanges.Of(right)).Ranges;
            return ranges.Zip(ranges.Skip(1)).All(pair => pair.First.To < pair.Second.From);
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<long> All(PositionRanges ranges) =>
        ranges.Ranges.SelectMany(range => Enumerable.Range(0, (int)range.Count).Select(i => range.From + i));
}
