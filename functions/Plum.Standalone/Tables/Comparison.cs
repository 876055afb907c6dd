using System.Text;

namespace Plum.Standalone.Tables;

/// <summary>How a stored value may compare with a literal: each operator allows one or two of these.</summary>
[Flags]
internal enum Order
{
    Less = 1,
    Equal = 2,
    Greater = 4,
}

/// <summary>An entity as it lies in the store, for a filter to look at.</summary>
internal readonly ref struct StoredEntity(
    ReadOnlySpan<byte> partition, ReadOnlySpan<byte> row, long storedAt, ReadOnlySpan<byte> body)
{
    public ReadOnlySpan<byte> Partition { get; } = partition;

    public ReadOnlySpan<byte> Row { get; } = row;

    /// <summary>UTC ticks.</summary>
    public long StoredAt { get; } = storedAt;

    public ReadOnlySpan<byte> Body { get; } = body;
}

/// <summary>A property against a literal.</summary>
/// <remarks>An entity without the property, or with one of another type, does not match.</remarks>
internal sealed record Comparison(string Property, Order Allowed, FilterLiteral Literal)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(Property);

    public bool Matches(in StoredEntity entity) => Property switch
    {
        SystemProperty.PartitionKey => Holds(Text(entity.Partition)),
        SystemProperty.RowKey => Holds(Text(entity.Row)),
        SystemProperty.Timestamp => Holds(Instant(entity.StoredAt)),
        _ => EntityCodec.Find(entity.Body, _name, out var stored) && Holds(Literal.Compare(stored)),
    };

    private int? Text(ReadOnlySpan<byte> key) =>
        Literal.Type == PropertyType.Text ? key.SequenceCompareTo(Literal.Bytes) : null;

    private int? Instant(long ticks) =>
        Literal.Type == PropertyType.Instant ? ticks.CompareTo(Literal.Number) : null;

    private bool Holds(int? order) => order switch
    {
        null => false,
        < 0 => Allowed.HasFlag(Order.Less),
        0 => Allowed.HasFlag(Order.Equal),
        _ => Allowed.HasFlag(Order.Greater),
    };
}
