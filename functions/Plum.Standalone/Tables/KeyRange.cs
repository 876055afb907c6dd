namespace Plum.Standalone.Tables;

/// <summary>
/// The stretch of a table outside of which a filter matches nothing, so that a query reads that and no more.
/// Both ends belong to it; keys are UTF-8, an open end is null.
/// </summary>
internal sealed record KeyRange(byte[] FromPartition, byte[]? ToPartition, byte[] FromRow, byte[]? ToRow)
{
    public static KeyRange Of(FilterNode? filter)
    {
        var (fromPartition, toPartition) = Bounds(filter, SystemProperty.PartitionKey);
        var onePartition = toPartition is not null && fromPartition.AsSpan().SequenceEqual(toPartition);

        // Over several partitions the wanted rows are not one stretch.
        var (fromRow, toRow) = onePartition ? Bounds(filter, SystemProperty.RowKey) : ([], null);
        return new(fromPartition, toPartition, fromRow, toRow);
    }

    public bool EndsBefore(in StoredEntity entity) =>
        ToPartition is not null
        && (entity.Partition.SequenceCompareTo(ToPartition) is var order && order > 0
            || (order == 0 && ToRow is not null && entity.Row.SequenceCompareTo(ToRow) > 0));

    private static (byte[] From, byte[]? To) Bounds(FilterNode? filter, string key) => filter switch
    {
        FilterNode.And both => Overlap(Bounds(both.Left, key), Bounds(both.Right, key)),
        FilterNode.Compare(var property, var allowed, { Type: PropertyType.Text, Bytes: var value }) when property == key =>
            (allowed.HasFlag(Order.Less) ? [] : value, allowed.HasFlag(Order.Greater) ? null : value),
        _ => ([], null),
    };

    private static (byte[] From, byte[]? To) Overlap((byte[] From, byte[]? To) a, (byte[] From, byte[]? To) b) =>
        (Later(a.From, b.From), Earlier(a.To, b.To));

    private static byte[] Later(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b) > 0 ? a : b;

    private static byte[]? Earlier(byte[]? a, byte[]? b) =>
        a is null ? b : b is null ? a : a.AsSpan().SequenceCompareTo(b) < 0 ? a : b;
}
