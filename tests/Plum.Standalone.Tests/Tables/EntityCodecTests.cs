using System.Text;
using Azure.Data.Tables;
using FsCheck;
using FsCheck.Fluent;
using Plum.Standalone.Tables;
using Xunit;

namespace Plum.Standalone.Tests.Tables;

/// <summary>How the embedded store writes entities and finds them again.</summary>
public sealed class EntityCodecTests
{
    private static readonly string[] Keys = ["", "a", "ab", "b", "é", "中", "\uFFFD", "😀"];

    private static readonly Gen<object> Values = Gen.OneOf(
        ArbMap.Default.GeneratorFor<bool>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<int>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<long>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<double>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<Guid>().Select(v => (object)v),
        ArbMap.Default.GeneratorFor<byte[]>().Select(v => (object)v),
        Gen.Elements("", "text", "é中😀", new string('x', 40_000)).Select(v => (object)v),
        ArbMap.Default.GeneratorFor<DateTime>().Select(v => (object)new DateTimeOffset(v.Ticks, TimeSpan.Zero)));

    private static readonly Arbitrary<TableEntity> Entities =
        (from names in Gen.Elements("A", "B", "C", "D_é", "Long" + new string('n', 200)).ListOf()
         from values in Values.ListOf(names.Count)
         select new TableEntity(
             names.Zip(values).DistinctBy(p => p.First).ToDictionary(p => p.First, p => p.Second))).ToArbitrary();

    [Fact]
    public void Encode_IsUndoneByDecode() => Prop.ForAll(Entities, entity =>
    {
        var decoded = new TableEntity();
        EntityCodec.Decode(EntityCodec.Encode(entity), decoded, null);
        Assert.Equal<KeyValuePair<string, object>>(entity, decoded);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_TakesTheNewWhereThereIsANew_AndTheOldElsewhere() =>
        Prop.ForAll(Entities, Entities, (old, changes) =>
    {
        var merged = new TableEntity();
        EntityCodec.Decode(EntityCodec.Merge(EntityCodec.Encode(old), EntityCodec.Encode(changes)), merged, null);
        var expected = old.Where(p => !changes.ContainsKey(p.Key)).Concat(changes);
        Assert.Equal(expected.OrderBy(p => p.Key), merged.OrderBy(p => p.Key));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void KeyRange_HoldsEverythingThatTheFilterMatches()
    {
        var comparison = from key in Gen.Elements("PartitionKey", "RowKey")
                         from how in Gen.Elements("eq", "ne", "gt", "ge", "lt", "le")
                         from value in Gen.Elements(Keys)
                         select $"{key} {how} '{value}'";
        var filter = from parts in comparison.NonEmptyListOf()
                     select string.Join(" and ", parts);

        Prop.ForAll(filter.ToArbitrary(), text =>
        {
            var comparisons = FilterParser.Parse(text);
            var range = KeyRange.Of(comparisons);
            return Keys.All(
                partition => Keys.All(row => !Matches(comparisons, partition, row) || Holds(range, partition, row)));
        }).QuickCheckThrowOnFailure();
    }

    private static bool Matches(Comparison[] comparisons, string partition, string row) =>
        comparisons.All(comparison => comparison.Matches(
            new StoredEntity(Encoding.UTF8.GetBytes(partition), Encoding.UTF8.GetBytes(row), 0, [])));

    private static bool Holds(KeyRange range, string partition, string row)
    {
        var (p, r) = (Encoding.UTF8.GetBytes(partition), Encoding.UTF8.GetBytes(row));
        var fromStart = p.AsSpan().SequenceCompareTo(range.FromPartition) is var order && (order > 0
            || (order == 0 && r.AsSpan().SequenceCompareTo(range.FromRow) >= 0));
        return fromStart && !range.EndsBefore(new StoredEntity(p, r, 0, []));
    }
}
