namespace Plum.Standalone.Tables;

/// <summary>
/// The stretch of a table outside of which a filter matches nothing, so that a query reads that and no more.
/// Both ends belong to it; keys are UTF-8, an open end is null.
/// </summary>
internal sealed record KeyRange(byte[] FromPartition, byte[]? ToPartition, byte[] FromRow, byte[]? ToRow)
{
    public static KeyRange Of(Comparison[] filter)
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

    private static (byte[] From, byte[]? To) Bounds(Comparison[] filter, string key)
    {
        (byte[] From, byte[]? To) bounds = ([], null);
        foreach (var (_, allowed, literal) in filter.Where(c => c.Property == key && c.Literal.Type == PropertyType.Text))
        {
            bounds = (
                allowed.HasFlag(Order.Less) ? bounds.From : Later(bounds.From, literal.Bytes),
                allowed.HasFlag(Order.Greater) ? bounds.To : Earlier(bounds.To, literal.Bytes));
        }

        return bounds;
    }

    private static byte[] Later(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b) > 0 ? a : b;

    private static byte[] Earlier(byte[]? a, byte[] b) => a is not null && a.AsSpan().SequenceCompareTo(b) < 0 ? a : b;
}
