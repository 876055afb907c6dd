namespace Plum.Core.PhoneLists;

/// <summary>
/// Bytes that were read already, then the rest of the stream they came from. Forward only; the rest stays its owner's
/// to close.
/// </summary>
public sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _prefix.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : new(TakePrefix(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) =>
        _prefix.IsEmpty ? rest.Read(buffer, offset, count) : TakePrefix(buffer.AsSpan(offset, count));

    private int TakePrefix(Span<byte> buffer)
    {
        var length = Math.Min(buffer.Length, _prefix.Length);
        _prefix.Span[..length].CopyTo(buffer);
        _prefix = _prefix[length..];
        return length;
    }
}
