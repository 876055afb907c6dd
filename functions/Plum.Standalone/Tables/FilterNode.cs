using System.Text;

namespace Plum.Standalone.Tables;

internal enum Comparison
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// <summary>An entity as it lies in the store, for a filter to look at.</summary>
internal readonly ref struct StoredEntity(ReadOnlySpan<byte> partition, ReadOnlySpan<byte> row, long storedAt, ReadOnlySpan<byte> body)
{
    public ReadOnlySpan<byte> Partition { get; } = partition;

    public ReadOnlySpan<byte> Row { get; } = row;

    /// <summary>UTC ticks.</summary>
    public long StoredAt { get; } = storedAt;

    public ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>A filter, or part of one.</summary>
internal abstract record FilterNode
{
    private FilterNode()
    {
    }

    public abstract bool Matches(in StoredEntity entity);

    public sealed record And(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(in StoredEntity entity) => Left.Matches(entity) && Right.Matches(entity);
    }

    public sealed record Or(FilterNode Left, FilterNode Right) : FilterNode
    {
        public override bool Matches(in StoredEntity entity) => Left.Matches(entity) || Right.Matches(entity);
    }

    public sealed record Not(FilterNode Inner) : FilterNode
    {
        public override bool Matches(in StoredEntity entity) => !Inner.Matches(entity);
    }

    /// <summary>A property against a literal. An entity without the property, or with one of another type, does not match.</summary>
    public sealed record Compare(string Property, Comparison By, FilterLiteral Literal) : FilterNode
    {
        private readonly byte[] _name = Encoding.UTF8.GetBytes(Property);

        public override bool Matches(in StoredEntity entity) => Property switch
        {
            SystemProperty.PartitionKey => Holds(Text(entity.Partition)),
            SystemProperty.RowKey => Holds(Text(entity.Row)),
            SystemProperty.Timestamp => Holds(Literal.Type == PropertyType.Instant ? entity.StoredAt.CompareTo(Literal.Number) : null),
            _ => EntityCodec.Find(entity.Body, _name, out var stored) && Holds(Literal.Compare(stored)),
        };

        private int? Text(ReadOnlySpan<byte> key) => Literal.Type == PropertyType.Text ? key.SequenceCompareTo(Literal.Bytes) : null;

        private bool Holds(int? order) => By switch
        {
            Comparison.Equal => order == 0,
            Comparison.NotEqual => order is not null and not 0,
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            Comparison.Less => order < 0,
            _ => order <= 0,
        };
    }
}
